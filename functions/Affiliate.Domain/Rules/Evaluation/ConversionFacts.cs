using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>An event as the rules see it. Amounts are minor units of its own currency.</summary>
public sealed record ConversionFacts
{
    /// <summary>The kind of event.</summary>
    public required ConversionType Type { get; init; }

    /// <summary>The event.</summary>
    public required EventId EventId { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The sale's amount, with tax, fee, shipping, tip and duty.</summary>
    public long Amount { get; init; }

    /// <summary>The tax in it.</summary>
    public long Tax { get; init; }

    /// <summary>The fee in it, such as the payment provider's.</summary>
    public long Fee { get; init; }

    /// <summary>The shipping in it, without its tax.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Shipping { get; init; }

    /// <summary>The tip in it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Tip { get; init; }

    /// <summary>The duty in it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Duty { get; init; }

    /// <summary>The currency; the rule book's where it is null.</summary>
    public Currency? Currency { get; init; }

    /// <summary>Units of the rule book's currency for one unit of this one, where they differ.</summary>
    public decimal? FxRate { get; init; }

    /// <summary>The product.</summary>
    public string? ProductId { get; init; }

    /// <summary>The plan.</summary>
    public string? Plan { get; init; }

    /// <summary>How many units; 1 where it is null.</summary>
    public long? Quantity { get; init; }

    /// <summary>The lines, which sum to the sale; null where it has none.</summary>
    public IReadOnlyList<SaleLine>? Lines { get; init; }

    /// <summary><c>new</c>, <c>renewal</c> or <c>upgrade</c>.</summary>
    public string? SaleType { get; init; }

    /// <summary>The stage that a deal has come to.</summary>
    public string? StageName { get; init; }

    /// <summary>Where a click came from, ISO 3166-1 alpha-2.</summary>
    public string? ClickCountry { get; init; }

    /// <summary>Whatever the sender added.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>How many units were sold: what the sale tells, else what its lines tell, at least 1.</summary>
    [JsonIgnore]
    public long Units =>
        Quantity ?? Math.Max(1, Lines?.Where(line => !line.IsCredit).Sum(line => line.Quantity ?? 0) ?? 1);

    /// <summary>
    /// What is taken off the amount for a base that has those parts beside goods and services; never more than the
    /// amount.
    /// </summary>
    public long Deducted(SaleParts counted)
    {
        var parts =
            Without(SaleParts.Tax, Tax)
            + Without(SaleParts.Fee, Fee)
            + Without(SaleParts.Shipping, Shipping)
            + Without(SaleParts.Tip, Tip)
            + Without(SaleParts.Duty, Duty);
        return Math.Min(parts, Amount);

        long Without(SaleParts part, long amount) => (counted & part) == 0 ? amount : 0;
    }

    /// <summary>Whether the amounts are in another currency than the given one.</summary>
    public bool IsForeignTo(Currency currency) => Type == ConversionType.Sale && Currency is { } own && own != currency;

    /// <summary>
    /// An amount of this event in minor units of the given currency, exactly; null where a rate is needed and missing.
    /// </summary>
    public ExactAmount? In(Currency currency, long amount) =>
        !IsForeignTo(currency) ? ExactAmount.Of(amount)
        : FxRate is { } rate
            ? (ExactAmount.Of(amount) * ExactAmount.Of(rate)).Shift(currency.Digits - Currency!.Value.Digits)
        : null;
}
