using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Attribution;

/// <summary>One partner's share in a conversion.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Weight">The weight of the share; shares are weight by weight.</param>
public sealed record Credit(PartnerId Partner, long Weight)
{
    /// <summary>The whole credit for one partner.</summary>
    public static IReadOnlyList<Credit> Whole(PartnerId partner) => [new Credit(partner, 1)];
}

/// <summary>One marketing contact of a customer that a partner caused.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Kind">The kind.</param>
/// <param name="At">When.</param>
public sealed record Touch(PartnerId Partner, TouchKind Kind, DateTimeOffset At)
{
    /// <summary>
    /// What brought it: the click's id, or that of the event. It decides the order of touches of one instant; null for
    /// one that nobody named.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>Whether the other is the same touch, whatever brought it.</summary>
    public bool IsSameAs(Touch other) => this with { Source = null } == other with { Source = null };

    /// <summary>
    /// Touches by their time; those of one instant by what brought them, so that it does not matter in which order they
    /// came.
    /// </summary>
    public static IOrderedEnumerable<Touch> InOrder(IEnumerable<Touch> touches) =>
        touches
            .OrderBy(touch => touch.At)
            .ThenBy(touch => touch.Source, StringComparer.Ordinal)
            .ThenBy(touch => touch.Partner.Value, StringComparer.Ordinal);

    /// <summary>
    /// From when on it counts: many systems tell the time of a conversion in whole seconds, and it may have come in the
    /// touch's own second.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset CountsFrom => At.AddTicks(-(At.Ticks % TimeSpan.TicksPerSecond));
}
