namespace Affiliate.Domain.Imports;

/// <summary>The columns by which the files of one product are recognised and read.</summary>
/// <param name="Product">The product, as responses name it.</param>
/// <param name="Signature">
/// The columns that a file of the product has; all of them must be there. Alternatives are separated by <c>|</c>.
/// </param>
/// <param name="Columns">
/// For each field the names of its columns, in the normal form of <see cref="HeaderName"/>; the first that the file has
/// is read.
/// </param>
public sealed record ImportLayout(
    string Product,
    IReadOnlyList<string> Signature,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Columns
)
{
    /// <summary>The name of the layout of this product.</summary>
    public const string Generic = "generic";

    /// <summary>Returns a layout whose columns are written as <c>field: name name</c>, one field a line.</summary>
    /// <param name="product">The product.</param>
    /// <param name="signature">The columns of its files, separated by spaces.</param>
    /// <param name="columns">The fields with their columns.</param>
    public static ImportLayout Of(string product, string signature, string columns) =>
        new(
            product,
            signature.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            columns
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split(": "))
                .ToDictionary(
                    line => line[0],
                    line => (IReadOnlyList<string>)line[1].Split(' ', StringSplitOptions.RemoveEmptyEntries),
                    StringComparer.Ordinal
                )
        );

    /// <summary>Whether a file with these columns is a file of the product.</summary>
    /// <param name="names">The columns in their normal form.</param>
    internal bool Fits(IReadOnlySet<string> names) => Signature.All(column => column.Split('|').Any(names.Contains));
}
