using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Attribution;

/// <summary>One partner's share in a conversion.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Weight">The weight of the share, relative to the sum of all weights.</param>
public sealed record Credit(PartnerId Partner, long Weight)
{
    /// <summary>Gives the whole credit to one partner.</summary>
    public static IReadOnlyList<Credit> Whole(PartnerId partner) => [new Credit(partner, 1)];
}

/// <summary>One marketing contact of a customer, caused by a partner.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Kind">The kind of touch.</param>
/// <param name="At">The time of the touch.</param>
public sealed record Touch(PartnerId Partner, TouchKind Kind, DateTimeOffset At)
{
    /// <summary>
    /// The source of the touch: the id of the click or of the event. The source orders touches of the same instant.
    /// Null for a touch without a source id.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>The link and the sub-id of the touch; null if the touch came by neither.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LinkOrigin? Origin { get; init; }

    /// <summary>Whether the other touch is the same, regardless of its source.</summary>
    public bool IsSameAs(Touch other) => this with { Source = null } == other with { Source = null };

    /// <summary>
    /// Sorts touches by time. Touches of the same instant are sorted by source, so that the order of arrival does not
    /// matter.
    /// </summary>
    public static IOrderedEnumerable<Touch> InOrder(IEnumerable<Touch> touches) =>
        touches
            .OrderBy(touch => touch.At)
            .ThenBy(touch => touch.Source, StringComparer.Ordinal)
            .ThenBy(touch => touch.Partner.Value, StringComparer.Ordinal);

    /// <summary>
    /// The time from which the touch counts, rounded down to the second. Many systems report conversion times in whole
    /// seconds, so a conversion within the second of the touch may have an earlier time.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset CountsFrom => At.AddTicks(-(At.Ticks % TimeSpan.TicksPerSecond));
}
