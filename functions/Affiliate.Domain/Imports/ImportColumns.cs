namespace Affiliate.Domain.Imports;

/// <summary>The columns of a file by the fields that they are read as.</summary>
/// <param name="Product">The product whose file it is.</param>
/// <param name="Names">The column of each field, as the file writes it.</param>
/// <param name="Indexes">The position of each field's column, from 0.</param>
/// <param name="Ignored">The columns that are not read.</param>
public sealed record ImportColumns(
    string Product,
    IReadOnlyDictionary<string, string> Names,
    IReadOnlyDictionary<string, int> Indexes,
    IReadOnlyList<string> Ignored
)
{
    /// <summary>
    /// Recognises the columns of a file: those that the mapping names, and the others by the first layout that fits.
    /// </summary>
    /// <param name="headers">The columns of the file.</param>
    /// <param name="layouts">The known layouts; the last one is the generic one.</param>
    /// <param name="mapping">The column of each field, as the caller says it.</param>
    /// <param name="errors">Receives the errors of the mapping, by field.</param>
    public static ImportColumns Of(
        IReadOnlyList<string> headers,
        IReadOnlyList<ImportLayout> layouts,
        IReadOnlyDictionary<string, string> mapping,
        ICollection<(string Field, string Sentence)> errors
    )
    {
        var names = headers.Select(HeaderName.Normal).ToList();
        var present = names.ToHashSet(StringComparer.Ordinal);
        var layout = layouts.FirstOrDefault(known => known.Fits(present)) ?? layouts[^1];
        var indexes = layout
            .Columns.Select(column => (Field: column.Key, At: IndexOf(names, column.Value)))
            .Where(column => column.At >= 0)
            .ToDictionary(column => column.Field, column => column.At, StringComparer.Ordinal);
        foreach (var (field, header) in mapping)
        {
            var at = IndexOf(names, [HeaderName.Normal(header)]);
            if (!layouts[^1].Columns.ContainsKey(field))
            {
                errors.Add((field, $"Map one of these fields: {string.Join(", ", layouts[^1].Columns.Keys)}."));
            }
            else if (at < 0)
            {
                errors.Add((field, "The file has no such column. Name a column of its first line."));
            }
            else
            {
                indexes[field] = at;
            }
        }

        return new ImportColumns(
            layout.Product,
            indexes.ToDictionary(column => column.Key, column => headers[column.Value], StringComparer.Ordinal),
            indexes,
            [.. headers.Where((_, at) => !indexes.ContainsValue(at))]
        );
    }

    // A mapped column replaces the recognised one.
    private static int IndexOf(List<string> names, IEnumerable<string> wanted) =>
        wanted.Select(name => names.IndexOf(name)).FirstOrDefault(at => at >= 0, -1);
}
