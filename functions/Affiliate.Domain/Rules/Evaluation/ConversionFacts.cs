using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>An event as the rules see it. Amounts are in minor units of the event's own currency.</summary>
public sealed record ConversionFacts
{
    /// <summary>The reporter of a stage that a partner has reported itself.</summary>
    public const string ByPartner = "partner";

    /// <summary>The reporter of any other stage.</summary>
    public const string ByCompany = "company";

    /// <summary>The kind of event.</summary>
    public required ConversionType Type { get; init; }

    /// <summary>The id of the event.</summary>
    public required EventId EventId { get; init; }

    /// <summary>The time of the event.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The amount of the sale, including tax, fee, shipping, tip and duty.</summary>
    public long Amount { get; init; }

    /// <summary>The tax included in the amount.</summary>
    public long Tax { get; init; }

    /// <summary>The fee included in the amount, such as the payment provider's fee.</summary>
    public long Fee { get; init; }

    /// <summary>The shipping included in the amount, without its tax.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Shipping { get; init; }

    /// <summary>The tip included in the amount.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Tip { get; init; }

    /// <summary>The duty included in the amount.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Duty { get; init; }

    /// <summary>The currency of the amounts; null means the rule book's currency.</summary>
    public Currency? Currency { get; init; }

    /// <summary>
    /// The exchange rate: units of the rule book's currency for one unit of the event's currency. Only needed when the
    /// two differ.
    /// </summary>
    public decimal? FxRate { get; init; }

    /// <summary>The id of the product.</summary>
    public string? ProductId { get; init; }

    /// <summary>The plan that was sold.</summary>
    public string? Plan { get; init; }

    /// <summary>The number of units; null means 1.</summary>
    public long? Quantity { get; init; }

    /// <summary>The lines of the sale, whose amounts sum to the sale; null for a sale without lines.</summary>
    public IReadOnlyList<SaleLine>? Lines { get; init; }

    /// <summary>The type of the sale: <c>new</c>, <c>renewal</c> or <c>upgrade</c>.</summary>
    public string? SaleType { get; init; }

    /// <summary>The stage that the deal has reached.</summary>
    public string? StageName { get; init; }

    /// <summary><see cref="ByPartner"/> for a stage that a partner has reported itself; otherwise null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReportedBy { get; init; }

    /// <summary>The country of the click, ISO 3166-1 alpha-2.</summary>
    public string? ClickCountry { get; init; }

    /// <summary>Additional key-value pairs from the sender.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The reporter of a stage; null for other events.</summary>
    [JsonIgnore]
    public string? Reporter => Type == ConversionType.Stage ? ReportedBy ?? ByCompany : null;

    /// <summary>
    /// The number of units sold: the quantity of the sale, or else the sum of its lines' quantities, at least 1.
    /// </summary>
    [JsonIgnore]
    public long Units =>
        Quantity ?? Math.Max(1, Lines?.Where(line => !line.IsCredit).Sum(line => line.Quantity ?? 0) ?? 1);

    /// <summary>
    /// Returns the amount to deduct for a base that includes the given parts besides goods and services. The deduction
    /// never exceeds the amount.
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

    /// <summary>Whether the amounts are in a currency other than the given one.</summary>
    public bool IsForeignTo(Currency currency) => Type == ConversionType.Sale && Currency is { } own && own != currency;

    /// <summary>
    /// Converts an amount of this event exactly to minor units of the given currency. Returns null when an exchange
    /// rate is needed but missing.
    /// </summary>
    public ExactAmount? In(Currency currency, long amount) =>
        !IsForeignTo(currency) ? ExactAmount.Of(amount)
        : FxRate is { } rate
            ? (ExactAmount.Of(amount) * ExactAmount.Of(rate)).Shift(currency.Digits - Currency!.Value.Digits)
        : null;
}
