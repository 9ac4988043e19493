namespace Affiliate.Domain.Rules.Parsing;

/// <summary>
/// The JSON Schema (draft 2020-12) of rule books, for editors and for whoever writes rule books by program. It tells
/// all that a schema can; the parser tells the rest, such as ids that are taken and steps that do not rise.
/// </summary>
public static class RuleBookSchema
{
    /// <summary>The name of its document.</summary>
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
