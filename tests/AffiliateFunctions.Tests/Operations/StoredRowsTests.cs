using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Operations.Transfer;
using Azure.Data.Tables;
using Testing;

namespace AffiliateFunctions.Tests.Operations;

/// <summary>
/// This app reads the rows of earlier releases. <c>Fixtures</c> has an export of a program for each release, with rows of
/// every kind; a new one is written by the contract test with the environment variable EXPORT_FIXTURE.
/// </summary>
public sealed class StoredRowsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    public static TheoryData<string> Releases =>
        [.. Directory.EnumerateFiles(Folder(), "*.ndjson").Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_program_of_a_release_is_imported_and_verified(string release)
    {
        await using var host = await OperationsHost.StartAsync(
            azurite.TakeAccount(),
            "bG9jYWwtb25seS1lbmNyeXB0aW9uLWtleS0wMDAwMDE=",
            "bG9jYWwtb25seS1saW5rLXNpZ25pbmcta2V5LTAwMDE="
        );
        await using var export = File.OpenRead(Path.Combine(Folder(), $"{release}.ndjson"));

        var answer = await host.Get<ProgramImporter>().ImportAsync(export, CancellationToken.None);

        Assert.Null(answer.Problem);
        Assert.Empty(answer.Value!.Ledger.Mismatches);
        Assert.Null(answer.Value.Audit.FirstBreak);
        Assert.True(answer.Value.BalancesAsExported);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Every_document_of_a_release_is_read_and_written_again_without_loss(string release)
    {
        var losses = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (kind, text) in DocumentsOf(release))
        {
            if (!StoredDocuments.Types.TryGetValue(kind, out var type))
            {
                losses.Add($"{kind}: say in StoredDocuments how the app reads it: {text[..Math.Min(text.Length, 80)]}");
                continue;
            }

            var read = JsonSerializer.Deserialize(text, type, StoredJson.Options);
            var written = JsonSerializer.SerializeToNode(read, type, StoredJson.Options);
            losses.UnionWith(LossesOf(JsonNode.Parse(text), written, kind));
        }

        Assert.True(losses.Count == 0, string.Join(Environment.NewLine, losses.Take(20)));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void A_release_has_a_document_of_every_kind_that_is_read(string release) =>
        Assert.Empty(
            StoredDocuments.Types.Keys.Except(DocumentsOf(release).Select(document => document.Kind).Distinct())
        );

    /// <summary>The row of the cycle of the newest release, as if it were of another month.</summary>
    internal static TableEntity CycleOf(string period) =>
        RowLine
            .Read(
                JsonElement.Parse(
                    File.ReadLines(Directory.EnumerateFiles(Folder(), "*.ndjson").Order(StringComparer.Ordinal).Last())
                        .Single(line => line.Contains("\"row\":\"cycle:2030-02\"", StringComparison.Ordinal))
                        .Replace("2030-02", period, StringComparison.Ordinal)
                )
            )
            .Row;

    // A document is a text column with an object or an array; its kind is the table, the beginning of the row key and the
    // column.
    private static IEnumerable<(string Kind, string Text)> DocumentsOf(string release) =>
        from line in File.ReadLines(Path.Combine(Folder(), $"{release}.ndjson"))
        let json = JsonElement.Parse(line)
        where json.TryGetProperty("table", out _)
        let read = RowLine.Read(json)
        where !read.Row.PartitionKey.EndsWith(":parts", StringComparison.Ordinal)
        from column in read.Row
        where column.Value is string text && text is ['{', ..] or ['[', ..]
        select (StoredDocuments.KindOf(read.Table, read.Row.RowKey, column.Key), read.Row.GetText(column.Key));

    // A member that was null or empty need not be written again.
    private static IEnumerable<string> LossesOf(JsonNode? before, JsonNode? after, string path) =>
        (before, after) switch
        {
            (null, _) => [],
            (JsonObject old, JsonObject now) => old.SelectMany(member =>
                LossesOf(member, now[member.Key], $"{path}/{(member.Key.Any(char.IsDigit) ? "*" : member.Key)}")
            ),
            (JsonObject or JsonArray, null) => IsEmpty(before) ? [] : [$"{path} is lost."],
            (JsonArray old, JsonArray now) when old.Count == now.Count => old.Zip(now)
                .SelectMany(pair => LossesOf(pair.First, pair.Second, path)),
            (JsonValue old, JsonValue now) when JsonNode.DeepEquals(old, now) => [],
            (JsonValue old, JsonObject { Count: 1 } now)
                when StoredDocuments.Named.Contains(path) && JsonNode.DeepEquals(old, now["name"]) => [],
            (JsonValue, JsonValue) => [$"{path} was {before} and is {after}."],
            _ => [$"{path} was {before.ToJsonString()} and is {after?.ToJsonString()}."],
        };

    private static IEnumerable<string> LossesOf(KeyValuePair<string, JsonNode?> before, JsonNode? after, string path) =>
        StoredDocuments.Dropped.ContainsKey(path) ? [] : LossesOf(before.Value, after, path);

    private static bool IsEmpty(JsonNode node) => node is JsonObject { Count: 0 } or JsonArray { Count: 0 };

    private static string Folder([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "Fixtures");
}
