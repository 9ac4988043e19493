using System.Text;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Operations.Transfer;
using AffiliateFunctions.Programs;
using Azure.Data.Tables;
using Testing;

namespace AffiliateFunctions.Tests.Operations;

/// <summary>A program is exported whole and imported whole, or not at all.</summary>
public sealed class TransferTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int Postings = 250;
    private static readonly string Key = OperationsHost.Key(1);

    [Fact]
    public async Task Every_table_of_the_app_is_exported_or_left_out_with_its_reason()
    {
        await using var host = await OperationsHost.StartAsync(azurite.TakeAccount());

        var declared = host.All<DeclaredTable>().Select(table => table.Name).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(
            TransferredTables.All.Concat(TransferredTables.LeftOut.Keys).Order(StringComparer.Ordinal),
            declared
        );
        Assert.Equal(TransferredTables.Links, TransferredTables.All[0]);
        Assert.Equal(TransferredTables.Programs, TransferredTables.All[^1]);
    }

    [Fact]
    public async Task An_import_stores_every_row_with_the_types_of_its_columns()
    {
        var export = await ExportAsync();
        await using var target = await OperationsHost.StartAsync(azurite.TakeAccount());
        var before = await RowsAsync(target);

        var answer = await ImportAsync(target, export);

        Assert.DoesNotContain(before, row => row.Table != "securitykeys");
        Assert.Equal(Lines(export).Count - 2, answer.Value!.Rows);
        Assert.Equal(Postings, answer.Value.RowsByTable["ledger"]);
        TableEntity row = await target
            .Get<StorageTables>()["ledger"]
            .GetEntityAsync<TableEntity>("demo:prt_1", "row:000");
        Assert.Equal(long.MaxValue, row["long"]);
        Assert.Equal(7, row["int"]);
        Assert.Equal("1", row["text"]);
        Assert.Equal(new byte[] { 0, 255 }, row.GetBinary("bytes"));
        Assert.Equal(new DateTimeOffset(2026, 10, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(1_234_567), row["at"]);
        Assert.Equal(0.1, row["double"]);
        Assert.Equal(true, row["flag"]);
        Assert.NotNull(await target.Get<IPrograms>().FindAsync(OperationsHost.Slug, CancellationToken.None));
    }

    [Fact]
    public async Task Rows_of_other_programs_are_not_exported()
    {
        var export = await ExportAsync();

        Assert.DoesNotContain("demo-2", export, StringComparison.Ordinal);
        Assert.DoesNotContain("\"demo2", export, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"row:001\"", "\"row:00x\"", "the hash is another one")]
    [InlineData(
        "\"int64\":\"9223372036854775807\"",
        "\"int64\":\"9223372036854775808\"",
        "has a value that no export writes"
    )]
    [InlineData("\"partition\":\"demo:prt_1\"", "\"partition\":\"other:prt_1\"", "does not belong to the program demo")]
    [InlineData("\"table\":\"ledger\"", "\"table\":\"salts\"", "is none that is exported")]
    [InlineData("\"format_version\":1", "\"format_version\":2", "reads exports of the format version 1")]
    [InlineData("affiliate-program", "something", "must be the header")]
    public async Task An_altered_export_is_refused_and_stores_nothing(string text, string altered, string reason)
    {
        var export = await ExportAsync();
        await using var target = await OperationsHost.StartAsync(azurite.TakeAccount());

        var answer = await ImportAsync(target, export.Replace(text, altered, StringComparison.Ordinal));

        Assert.Contains(reason, Assert.Single(answer.Problem!.Errors).Value[0], StringComparison.Ordinal);
        Assert.DoesNotContain(await RowsAsync(target), row => row.Table != "securitykeys");
    }

    [Fact]
    public async Task An_incomplete_export_is_refused()
    {
        var lines = Lines(await ExportAsync());
        await using var target = await OperationsHost.StartAsync(azurite.TakeAccount());

        var cut = await ImportAsync(target, string.Join('\n', lines.SkipLast(1)));
        var missing = await ImportAsync(target, string.Join('\n', lines.Where((_, number) => number != 3)));

        Assert.Contains("The export is incomplete", cut.Problem!.Errors.Single().Value[0], StringComparison.Ordinal);
        Assert.Contains("rows, and", missing.Problem!.Errors.Single().Value[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_import_continues_after_the_rows_that_are_stored_and_another_export_waits()
    {
        var export = await ExportAsync();
        await using var target = await OperationsHost.StartAsync(azurite.TakeAccount());
        var hash = JsonElement.Parse(Lines(export)[^1]).GetProperty("sha256").GetString()!;
        var store = target.Get<ImportStore>();
        var begun = await store.TryBeginAsync(OperationsHost.Slug, hash, CancellationToken.None);
        await store.SetRowsAsync(OperationsHost.Slug, begun!.Run, 100, CancellationToken.None);

        var other = await ImportAsync(target, await ExportAsync(Postings - 1));
        Assert.Equal(ProblemKind.Conflict, other.Problem!.Kind);
        Assert.Contains("send that export again", other.Problem.Detail, StringComparison.Ordinal);

        var second = await ImportAsync(target, export);
        Assert.Contains("Another call imports demo", second.Problem!.Detail, StringComparison.Ordinal);
        target.Clock.Advance(ImportStore.Lease);
        Assert.True((await ImportAsync(target, export)).Succeeded);
        var stored = (await RowsAsync(target)).Count(row => row.Table == "ledger");
        Assert.InRange(stored, Postings - 100, Postings - 1);
        Assert.True((await ImportAsync(target, export)).Succeeded);
    }

    [Fact]
    public async Task A_program_that_exists_is_not_overwritten()
    {
        await using var target = await OperationsHost.StartAsync(azurite.TakeAccount());
        await target.AddProgramAsync();

        var answer = await ImportAsync(target, await ExportAsync());

        Assert.Equal(
            "The program demo exists. Import into an installation that does not have it.",
            answer.Problem!.Detail
        );
    }

    [Fact]
    public async Task A_program_that_the_import_has_made_exist_is_only_verified()
    {
        var export = await ExportAsync();
        await using var target = await OperationsHost.StartAsync(azurite.TakeAccount());
        var hash = JsonElement.Parse(Lines(export)[^1]).GetProperty("sha256").GetString()!;
        var store = target.Get<ImportStore>();
        var begun = await store.TryBeginAsync(OperationsHost.Slug, hash, CancellationToken.None);
        await store.SetRowsAsync(OperationsHost.Slug, begun!.Run, 100, CancellationToken.None);
        await target.AddProgramAsync();
        var before = (await RowsAsync(target)).Count;

        var answer = await ImportAsync(target, export);

        Assert.True(answer.Succeeded);
        Assert.Equal(before, (await RowsAsync(target)).Count);
        Assert.False(
            await target
                .Get<ImportWriter>()
                .TryAddProgramAsync(new TableEntity("demo", TransferredTables.ProgramRow), CancellationToken.None)
        );
    }

    [Fact]
    public async Task A_program_that_was_created_before_the_first_row_of_its_import_is_not_overwritten()
    {
        var export = await ExportAsync();
        await using var target = await OperationsHost.StartAsync(azurite.TakeAccount());
        var hash = JsonElement.Parse(Lines(export)[^1]).GetProperty("sha256").GetString()!;
        await target.Get<ImportStore>().TryBeginAsync(OperationsHost.Slug, hash, CancellationToken.None);
        await target.AddProgramAsync();

        var answer = await ImportAsync(target, export);

        Assert.Contains("The program demo exists", answer.Problem!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_whose_lease_was_taken_over_stores_no_progress()
    {
        await using var target = await OperationsHost.StartAsync(azurite.TakeAccount());
        var store = target.Get<ImportStore>();
        Assert.False(await target.Get<IProgramImports>().IsBegunAsync(OperationsHost.Slug, CancellationToken.None));

        var first = await store.TryBeginAsync(OperationsHost.Slug, "hash", CancellationToken.None);
        Assert.Null(await store.TryBeginAsync(OperationsHost.Slug, "hash", CancellationToken.None));
        target.Clock.Advance(ImportStore.Lease);
        var second = await store.TryBeginAsync(OperationsHost.Slug, "hash", CancellationToken.None);

        Assert.Equal((1, 2), (first!.Run, second!.Run));
        await Assert.ThrowsAsync<ImportTakenOverException>(() =>
            store.SetRowsAsync(OperationsHost.Slug, first.Run, 5, CancellationToken.None)
        );
        await store.ReleaseAsync(OperationsHost.Slug, first.Run, CancellationToken.None);
        Assert.Null(await store.TryBeginAsync(OperationsHost.Slug, "hash", CancellationToken.None));
        await store.ReleaseAsync(OperationsHost.Slug, second.Run, CancellationToken.None);
        Assert.NotNull(await store.TryBeginAsync(OperationsHost.Slug, "hash", CancellationToken.None));
        Assert.True(await target.Get<IProgramImports>().IsBegunAsync(OperationsHost.Slug, CancellationToken.None));
    }

    [Fact]
    public async Task Keys_that_are_missing_are_named_with_their_settings()
    {
        await using var target = await OperationsHost.StartAsync(
            azurite.TakeAccount(),
            OperationsHost.Key(2),
            OperationsHost.Key(2)
        );
        var export = await ExportAsync();

        var answer = await ImportAsync(target, export);
        Assert.Equal(
            ["/encryption_keys", "/index_keys/customer", "/index_keys/email"],
            answer.Problem!.Errors.Keys.Order(StringComparer.Ordinal)
        );

        await using var configured = await OperationsHost.StartAsync(
            azurite.TakeAccount(),
            $"{OperationsHost.Key(2)},{Key}",
            OperationsHost.Key(2),
            ("Security:CustomerIndexKey", Key)
        );
        Assert.True((await ImportAsync(configured, export)).Succeeded);
    }

    [Fact]
    public async Task A_code_that_belongs_to_another_program_stops_the_import_before_any_row()
    {
        await using var target = await OperationsHost.StartAsync(azurite.TakeAccount());
        await target
            .Get<StorageTables>()["links"]
            .AddEntityAsync(new TableEntity("a1", "acme") { ["program"] = "other", ["partner"] = "prt_9" });

        var answer = await ImportAsync(target, await ExportAsync());

        Assert.Contains("have the codes acme", answer.Problem!.Detail, StringComparison.Ordinal);
        Assert.Single(await RowsAsync(target), row => row.Table != "securitykeys");
    }

    // A program with rows of all types, beside others whose names begin alike.
    private async Task<string> ExportAsync(int postings = Postings)
    {
        await using var source = await OperationsHost.StartAsync(azurite.TakeAccount());
        await source.AddProgramAsync();
        var tables = source.Get<StorageTables>();
        for (var number = 0; number < postings; number++)
        {
            await tables["ledger"].AddEntityAsync(FullRow("demo:prt_1", $"row:{number:D3}"));
        }

        await tables["ledger"].AddEntityAsync(FullRow("demo-2:prt_1", "row:000"));
        await tables["audit"].AddEntityAsync(FullRow("demo2", "row"));
        await tables["partners"].AddEntityAsync(new TableEntity("demo", "partner:x") { ["data"] = "ü\u2028\"" });
        await tables["links"]
            .AddEntityAsync(new TableEntity("a1", "acme") { ["program"] = "demo", ["partner"] = "prt_1" });
        await tables["links"]
            .AddEntityAsync(new TableEntity("b2", "b") { ["program"] = "demo-2", ["partner"] = "prt_1" });
        using var output = new MemoryStream();
        var program = await source.Get<IPrograms>().FindAsync(OperationsHost.Slug, CancellationToken.None);
        await source.Get<ProgramExporter>().WriteAsync(program!, output, CancellationToken.None);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static TableEntity FullRow(string partition, string row) =>
        new(partition, row)
        {
            ["long"] = long.MaxValue,
            ["int"] = 7,
            ["text"] = "1",
            ["bytes"] = new byte[] { 0, 255 },
            ["at"] = new DateTimeOffset(2026, 10, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(1_234_567),
            ["double"] = 0.1,
            ["flag"] = true,
        };

    private static async Task<Result<ImportAnswer>> ImportAsync(OperationsHost target, string export)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(export));
        return await target.Get<ProgramImporter>().ImportAsync(body, CancellationToken.None);
    }

    private static async Task<List<(string Table, TableEntity Row)>> RowsAsync(OperationsHost host)
    {
        var rows = new List<(string, TableEntity)>();
        foreach (var table in host.All<DeclaredTable>().Select(declared => declared.Name).Distinct())
        {
            await foreach (var row in host.Get<StorageTables>()[table].QueryAsync<TableEntity>())
            {
                rows.Add((table, row));
            }
        }

        return rows;
    }

    private static List<string> Lines(string export) => [.. export.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}
