using System.Security.Cryptography;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>Checks the lines of an export one after another: their form, their program, their counts and their hash.</summary>
internal sealed class ImportCheck
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private long line;
    private int lastTable;
    private bool isProgramLast;

    /// <summary>The header, once the first line was added.</summary>
    public ExportHeader? Header { get; private set; }

    /// <summary>The end, once the last line was added.</summary>
    public ExportEnd? End { get; private set; }

    /// <summary>Adds a line; returns its mistake, or null.</summary>
    public Problem? Add(ReadOnlySpan<byte> text)
    {
        line++;
        if (End is not null)
        {
            return Mistake("it comes after the end of the export.");
        }

        try
        {
            var json = JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            var mistake =
                Header is null ? AddHeader(json)
                : json.TryGetProperty("sha256", out _) ? AddEnd(json)
                : AddRow(json);
            if (mistake is null && End is null)
            {
                hash.AppendData(text);
                hash.AppendData("\n"u8);
            }

            return mistake;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return Mistake($"it is no line of an export: {fault.Message}");
        }
    }

    /// <summary>Ends the check; returns what is missing, or null.</summary>
    public Problem? Finish()
    {
        line++;
        return End is not null
            ? null
            : Mistake(
                "the last line is missing, which has the counts and the hash. The export is incomplete: repeat it."
            );
    }

    private Problem? AddHeader(JsonElement json)
    {
        if (
            !json.TryGetProperty("format", out var format)
            || format.ValueKind != JsonValueKind.String
            || format.GetString() != ExportHeader.FormatName
        )
        {
            return Mistake(
                $"the first line must be the header of an export with the format {ExportHeader.FormatName}."
            );
        }

        if (
            !json.TryGetProperty("format_version", out var version)
            || !version.TryGetInt32(out var number)
            || number != ExportHeader.Version
        )
        {
            return Mistake(
                $"this app reads exports of the format version {ExportHeader.Version}; export with an app of the same version."
            );
        }

        Header = json.Deserialize<ExportHeader>(StoredJson.Options);
        return null;
    }

    private Problem? AddRow(JsonElement json)
    {
        var (table, row) = RowLine.Read(json);
        var place = TransferredTables.PlaceOf(table);
        if (place < 0)
        {
            return Mistake($"the table '{table}' is none that is exported.");
        }

        if (place < lastTable)
        {
            return Mistake($"the table '{table}' comes after tables that follow it in an export.");
        }

        if (!TransferredTables.IsOf(Header!.Program, table, row))
        {
            return Mistake($"the row does not belong to the program {Header.Program}.");
        }

        lastTable = place;
        counts[table] = counts.GetValueOrDefault(table) + 1;
        isProgramLast = TransferredTables.IsProgram(table, row);
        return null;
    }

    private Problem? AddEnd(JsonElement json)
    {
        var end = json.Deserialize<ExportEnd>(StoredJson.Options)!;
        if (!isProgramLast)
        {
            return Mistake("the row of the program must be the last one.");
        }

        if (end.Rows != counts.Values.Sum() || !counts.OrderBy(Name).SequenceEqual(end.RowsByTable.OrderBy(Name)))
        {
            return Mistake($"it counts {end.Rows} rows, and {counts.Values.Sum()} were read, or other ones by table.");
        }

        if (end.Sha256 != Convert.ToHexStringLower(hash.GetCurrentHash()))
        {
            return Mistake("the hash is another one than that of the lines: the export was altered or damaged.");
        }

        End = end;
        return null;
    }

    private Problem Mistake(string sentence) => Problem.Invalid($"/lines/{line}", $"Line {line}: {sentence}");

    private static string Name(KeyValuePair<string, long> count) => count.Key;
}
