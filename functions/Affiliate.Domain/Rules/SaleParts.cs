namespace Affiliate.Domain.Rules;

/// <summary>The parts of a sale's amount that are not goods or services.</summary>
[Flags]
public enum SaleParts
{
    /// <summary>No part; the base is net.</summary>
    None = 0,

    /// <summary>The tax.</summary>
    Tax = 1,

    /// <summary>The payment fee.</summary>
    Fee = 2,

    /// <summary>The shipping.</summary>
    Shipping = 4,

    /// <summary>The tip.</summary>
    Tip = 8,

    /// <summary>The duty.</summary>
    Duty = 16,

    /// <summary>All parts; the base is gross.</summary>
    All = Tax | Fee | Shipping | Tip | Duty,
}

/// <summary>The names of <see cref="SaleParts"/> in rule books and traces.</summary>
public static class SalePartNames
{
    /// <summary>The name of the base without any part.</summary>
    public const string Net = "net";

    /// <summary>The name of the base with all parts.</summary>
    public const string Gross = "gross";

    private static readonly SaleParts[] Single =
    [
        SaleParts.Tax,
        SaleParts.Fee,
        SaleParts.Shipping,
        SaleParts.Tip,
        SaleParts.Duty,
    ];

    /// <summary>The names of the single parts, in order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Single.Select(NameOf)];

    /// <summary>Returns the names of the given parts.</summary>
    public static IEnumerable<string> Of(SaleParts parts) => Single.Where(part => parts.HasFlag(part)).Select(NameOf);

    /// <summary>Returns the base as a trace names it: <c>net</c>, <c>gross</c>, or <c>net+shipping+tip</c>.</summary>
    public static string KindOf(SaleParts parts) =>
        parts == SaleParts.All ? Gross : string.Join('+', [Net, .. Of(parts)]);

    /// <summary>Reads the text that <see cref="KindOf"/> returns.</summary>
    /// <exception cref="FormatException">The text names an unknown part.</exception>
    public static SaleParts OfKind(string kind) => kind == Gross ? SaleParts.All : Parse(kind.Split('+')[1..]);

    /// <summary>Returns the parts with the given names.</summary>
    /// <exception cref="FormatException">A name is unknown.</exception>
    public static SaleParts Parse(IEnumerable<string> names) =>
        names.Aggregate(
            SaleParts.None,
            (parts, name) =>
                parts
                | (
                    Single.FirstOrDefault(part => NameOf(part) == name) is not SaleParts.None and var part
                        ? part
                        : throw new FormatException($"'{name}' is not a part of a sale.")
                )
        );

    private static string NameOf(SaleParts part) =>
        part switch
        {
            SaleParts.Tax => "tax",
            SaleParts.Fee => "fee",
            SaleParts.Shipping => "shipping",
            SaleParts.Tip => "tip",
            _ => "duty",
        };
}
