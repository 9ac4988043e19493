namespace Affiliate.Domain.Rules.Parsing;

/// <summary>
/// The JSON Schema (draft 2020-12) of rule books, for editors and for programs that generate rule books. The parser
/// also checks what a schema cannot express, such as duplicate ids and steps that are not in ascending order.
/// </summary>
public static class RuleBookSchema
{
    /// <summary>The file name of the schema.</summary>
    public const string FileName = "affiliate-rules-1.json";

    /// <summary>The schema, as JSON in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Utf8Json { get; } = Read();

    private static byte[] Read()
    {
        using var stream = typeof(RuleBookSchema).Assembly.GetManifestResourceStream(FileName)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
