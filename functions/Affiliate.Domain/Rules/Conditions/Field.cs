using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Affiliate.Domain.Rules.Conditions;

/// <summary>A field that conditions may use.</summary>
public sealed partial record Field
{
    /// <summary>The beginning of the fields that tell whether the partner has a certification.</summary>
    public const string CertificationPrefix = "partner.certifications.";

    /// <summary>The field that says whether the company or the partner itself has reported a stage.</summary>
    public const string StageReporter = "stage.reported_by";

    private static readonly string[] Metrics =
    [
        "clicks",
        "leads",
        "sales",
        "customers",
        "sale_amount",
        "commission_amount",
    ];

    private static readonly FrozenDictionary<string, int> Plain = new[]
    {
        "sale.amount",
        "sale.net",
        "sale.product_id",
        "sale.plan",
        "sale.quantity",
        "sale.type",
        "sale.currency",
        "stage.name",
        StageReporter,
        "click.country",
        "customer.country",
        "customer.source",
        "customer.signup_date",
        "customer.subscription_start",
        "customer.subscription_months",
        "customer.email_domain",
        "customer.sale_amount",
        "customer.sales",
        "partner.country",
        "partner.group",
    }
        .Concat(
            Metrics.SelectMany(metric =>
                new[] { "", ".month", ".quarter", ".year" }.Select(window => $"partner.{metric}{window}")
            )
        )
        .Select((name, index) => KeyValuePair.Create(name, index))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private Field(string name, FieldArea area, string? key) => (Name, Area, Key) = (name, area, key);

    /// <summary>The full name of the field.</summary>
    public string Name { get; }

    /// <summary>The area that the field belongs to.</summary>
    public FieldArea Area { get; }

    /// <summary>The key of a metadata field or the name of a certification, or null.</summary>
    public string? Key { get; }

    /// <summary>Whether the field tells whether the partner has a certification.</summary>
    internal bool IsCertification => Name.StartsWith(CertificationPrefix, StringComparison.Ordinal);

    /// <summary>The index of the field among the fields of conversions, for access without a name lookup.</summary>
    internal int Index { get; private init; } = -1;

    /// <summary>Whether the field belongs to a line of a sale: product, plan or quantity.</summary>
    internal static bool IsOfLine(string name) => name is "sale.product_id" or "sale.plan" or "sale.quantity";

    /// <summary>
    /// Whether the text is the name of a metric, such as <c>partner.sales</c>, for tiers and bonuses.
    /// </summary>
    public static bool IsMetric(string name) =>
        name.StartsWith("partner.", StringComparison.Ordinal) && Metrics.Contains(name["partner.".Length..]);

    /// <summary>The fields of conversions except metadata, by index.</summary>
    internal static IEnumerable<Field> OfConversions =>
        Plain
            .OrderBy(entry => entry.Value)
            .Select(entry => new Field(entry.Key, FieldArea.Conversion, null) { Index = entry.Value });

    /// <summary>
    /// The metric and the window of a field that counts a partner's results; null for other fields. For example,
    /// <c>partner.sales.month</c> has the metric <c>partner.sales</c>.
    /// </summary>
    internal (string Metric, Window Window)? Counted
    {
        get
        {
            var dot = Name.LastIndexOf('.');
            return IsMetric(Name) ? (Name, Window.Lifetime)
                : IsMetric(Name[..dot]) && Enum.TryParse<Window>(Name[(dot + 1)..], ignoreCase: true, out var window)
                    ? (Name[..dot], window)
                : null;
        }
    }

    /// <summary>Parses the name of a field.</summary>
    public static bool TryParse(string? name, [NotNullWhen(true)] out Field? field)
    {
        field = name switch
        {
            null => null,
            _ when Plain.TryGetValue(name, out var index) => new Field(name, FieldArea.Conversion, null)
            {
                Index = index,
            },
            _ when Metadata().Match(name) is { Success: true } match => new Field(
                name,
                FieldArea.Conversion,
                match.Groups["key"].Value.Trim()
            ),
            _ when Certified().Match(name) is { Success: true } match => new Field(
                name,
                FieldArea.Conversion,
                match.Groups["key"].Value
            ),
            _ when Applications().IsMatch(name) => new Field(name, FieldArea.Application, null),
            _ when Scorecards().IsMatch(name) => new Field(name, FieldArea.Scorecard, null),
            _ => null,
        };
        return field is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    [GeneratedRegex(@"^(sale|lead)\.metadata\.(?=.*\S)(?<key>.{1,100})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Metadata();

    [GeneratedRegex(@"^partner\.certifications\.(?<key>[a-z0-9_-]{1,40})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Certified();

    [GeneratedRegex(@"^application\.([a-z][a-z0-9_]*|answers\.(?=.*\S).{1,100})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Applications();

    [GeneratedRegex(@"^scorecard\.[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Scorecards();
}

/// <summary>The areas that fields belong to.</summary>
public enum FieldArea
{
    /// <summary>Conversions, including their customer and partner.</summary>
    Conversion,

    /// <summary>Applications of new partners.</summary>
    Application,

    /// <summary>Scorecards of partners.</summary>
    Scorecard,
}
