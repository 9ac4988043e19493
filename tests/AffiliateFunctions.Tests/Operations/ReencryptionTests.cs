using AffiliateFunctions.Audit;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Operations.Keys;
using AffiliateFunctions.Operations.Transfer;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Operations;

/// <summary>All stored secrets move to the newest key, and the app says when the old one can be removed.</summary>
public sealed class ReencryptionTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Partner = "partner:prt_00000000000000000000000001";
    private const string Cycle = "demo:2026-10";
    private static readonly string Old = OperationsHost.Key(1);
    private static readonly string New = OperationsHost.Key(2);
    private static readonly EndpointKey Endpoint = new(OperationsHost.Slug, "erp");

    [Fact]
    public async Task Every_class_that_encrypts_takes_part_in_the_reencryption()
    {
        await using var host = await OperationsHost.StartAsync(azurite.TakeAccount());
        var taking = host.All<ISealedValues>().Select(values => values.GetType()).ToHashSet();
        var app = typeof(IPrograms).Assembly.GetTypes();
        Assert.Equal(app.Where(type => type.IsClass && type.IsAssignableTo(typeof(ISealedValues))).ToHashSet(), taking);

        // A class that encrypts takes part itself, or a store takes part that uses its static method.
        var users = app.Where(type =>
            type.GetConstructors()
                .Any(made => made.GetParameters().Any(own => own.ParameterType == typeof(EncryptedText)))
        );
        Type[] known =
        [
            typeof(EndpointSecrets),
            typeof(Resealing),
            typeof(ReencryptionService),
            typeof(ReencryptSecrets),
            typeof(ProgramImporter),
        ];
        Assert.Empty(users.Except(taking).Except(known));
        Assert.Contains(typeof(EndpointStore), taking);
    }

    [Fact]
    public async Task Every_secret_moves_to_the_newest_key_and_is_read_without_the_old_one()
    {
        var storage = azurite.TakeAccount();
        await using (var before = await OperationsHost.StartAsync(storage, Old))
        {
            await before.AddProgramAsync();
            await SealAsync(before);
        }

        await using (var rotated = await OperationsHost.StartAsync(storage, $"{New},{Old}"))
        {
            rotated.Clock.Advance(TimeSpan.FromHours(1));
            var run = await rotated.Get<ReencryptionService>().StartAsync(TimeSpan.MaxValue, CancellationToken.None);
            Assert.NotNull(run.FinishedAt);
            Assert.Equal((7, 7), (run.Kinds.Sum(kind => kind.Values), run.Kinds.Sum(kind => kind.Moved)));

            var again = await rotated.Get<ReencryptionService>().StartAsync(TimeSpan.MaxValue, CancellationToken.None);
            Assert.Equal((7, 0), (again.Kinds.Sum(kind => kind.Values), again.Kinds.Sum(kind => kind.Moved)));
            Assert.Equal(["newest", "needed"], (await AnswerAsync(rotated)).Keys.Select(key => key.Status));
            var records = await rotated
                .Get<AuditLog>()
                .AboutAsync(OperationsHost.Slug, [run.Key], CancellationToken.None)
                .ToListAsync();
            Assert.Equal(["reencryption_started", "reencryption_finished"], records.Select(record => record.Action));
        }

        await using (var kept = await OperationsHost.StartAsync(storage, $"{New},{Old}", null, Index))
        {
            Assert.Equal(["newest", "removable"], (await AnswerAsync(kept)).Keys.Select(key => key.Status));
        }

        await using var after = await OperationsHost.StartAsync(storage, New, null, Index);
        Assert.Empty(await after.Get<KeyRegistry>().FindProblemsAsync(CancellationToken.None));
        await AssertReadableAsync(after);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_after_a_page_continues_there()
    {
        var storage = azurite.TakeAccount();
        await using (var before = await OperationsHost.StartAsync(storage, Old))
        {
            await SealAsync(before);
            for (var number = 0; number < 120; number++)
            {
                await PutPartAsync(before, $"file:run:other:{number:D5}");
            }
        }

        await using var rotated = await OperationsHost.StartAsync(storage, $"{New},{Old}");
        var service = rotated.Get<ReencryptionService>();
        var first = await service.StartAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.Equal((100, null), (first.Kinds.Sum(kind => kind.Values), first.FinishedAt));

        var runs = 1;
        for (var next = first; next.FinishedAt is null; runs++)
        {
            next = await service.StartAsync(TimeSpan.Zero, CancellationToken.None);
            Assert.Equal(first.StartedAt, next.StartedAt);
        }

        var done = await rotated.Get<ReencryptionStore>().FindAsync(CancellationToken.None);
        Assert.Equal((5, 127), (runs, done!.Kinds.Sum(kind => kind.Moved)));
        await service.ContinueAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(done, await rotated.Get<ReencryptionStore>().FindAsync(CancellationToken.None), Same);
    }

    [Fact]
    public async Task A_run_that_continues_does_not_record_its_start_again()
    {
        await using var host = await OperationsHost.StartAsync(azurite.TakeAccount());
        await host.AddProgramAsync();
        await SealAsync(host);
        var audit = new Mock<IAuditLog>();
        var service = ActivatorUtilities.CreateInstance<ReencryptionService>(host.Services, audit.Object);
        var runs = 1;
        while (await service.StartAsync(TimeSpan.Zero, CancellationToken.None) is { FinishedAt: null })
        {
            runs++;
        }

        Assert.InRange(runs, 2, 10);
        audit.Verify(
            log => log.RecordAsync(It.Is<AuditEntry>(entry => entry.Action == "reencryption_started"), default),
            Times.Once
        );
    }

    [Fact]
    public async Task A_missing_key_makes_the_health_degraded_and_is_named()
    {
        var storage = azurite.TakeAccount();
        string key;
        await using (var before = await OperationsHost.StartAsync(storage, Old))
        {
            key = before.Get<EncryptedText>().NewestKey;
            await SealAsync(before);
        }

        await using (var without = await OperationsHost.StartAsync(storage, New, null, Index))
        {
            var health = without.All<IHealthSource>().Single(source => source.Reason == "missing_keys");
            Assert.True(await health.IsPresentAsync(CancellationToken.None));
            await without.Get<ReencryptionService>().StartAsync(TimeSpan.MaxValue, CancellationToken.None);
            var answer = await AnswerAsync(without);
            Assert.Equal(7, answer.Values.Sum(values => values.Unreadable));
            Assert.Contains(key, Assert.Single(answer.Problems), StringComparison.Ordinal);
        }

        await using var added = await OperationsHost.StartAsync(storage, $"{New},{Old}");
        Assert.Empty(await added.Get<KeyRegistry>().FindProblemsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_changed_key_of_hashes_is_named_with_its_setting()
    {
        var storage = azurite.TakeAccount();
        await using (await OperationsHost.StartAsync(storage, Old, Old)) { }

        await using var changed = await OperationsHost.StartAsync(
            storage,
            $"{New},{Old}",
            New,
            ("Security:EmailIndexKey", New)
        );

        var problems = await changed.Get<KeyRegistry>().FindProblemsAsync(CancellationToken.None);
        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, problem => problem.Contains("Security__EmailIndexKey", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("Security__CustomerIndexKey", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Values_of_the_first_form_move_too()
    {
        var storage = azurite.TakeAccount();
        await using var host = await OperationsHost.StartAsync(storage, $"{New},{Old}");
        var row = new TableEntity("demo", Partner)
        {
            ["payout"] = KeyRotationTests.FirstForm(Old, "{}", $"demo/{Partner}"),
            ["other"] = "kept",
        };
        await host.Get<StorageTables>()["partners"].AddEntityAsync(row);

        await host.Get<ReencryptionService>().StartAsync(TimeSpan.MaxValue, CancellationToken.None);

        TableEntity moved = await host.Get<StorageTables>()["partners"].GetEntityAsync<TableEntity>("demo", Partner);
        Assert.True(host.Get<EncryptedText>().IsNewest(moved.GetBinary("payout")));
        Assert.Equal("kept", moved.GetString("other"));
    }

    private static readonly IEqualityComparer<Reencryption?> Same = EqualityComparer<Reencryption?>.Create(
        (first, second) => first!.StartedAt == second!.StartedAt && first.FinishedAt == second.FinishedAt
    );

    private static (string Name, string Value) Index => ("Security:EmailIndexKey", Old);

    // Three values of a partner, two of an endpoint, a part of a payment file and payout settings.
    internal static async Task SealAsync(OperationsHost host)
    {
        var encryption = host.Get<EncryptedText>();
        var partner = new TableEntity("demo", Partner)
        {
            ["payout"] = encryption.Seal("details", $"demo/{Partner}"),
            ["pendingPayout"] = encryption.Seal("pending", $"demo/{Partner}/pendingPayout"),
            ["taxForm"] = encryption.Seal("form", $"demo/{Partner}/taxForm"),
        };
        await host.Get<StorageTables>()["partners"].AddEntityAsync(partner);
        var secrets = host.Get<EndpointSecrets>();
        await host.Get<EndpointStore>()
            .ChangeAsync(
                Endpoint,
                _ => new WebhookEndpoint
                {
                    Program = Endpoint.Program,
                    Id = Endpoint.Endpoint,
                    Url = "https://erp.example.com",
                    Types = ["*"],
                    Enabled = true,
                    CreatedAt = host.Clock.GetUtcNow(),
                    Secret = secrets.Make(Endpoint).Sealed,
                    PreviousSecret = secrets.Make(Endpoint).Sealed,
                    PreviousUntil = host.Clock.GetUtcNow().AddDays(1),
                },
                CancellationToken.None
            );
        await host.Get<PayoutSettingsStore>()
            .SubmitAsync(
                OperationsHost.Slug,
                PayoutSettings.None with
                {
                    Wise = new WiseSettings("EUR"),
                },
                "ann@example.com",
                host.Clock.GetUtcNow(),
                CancellationToken.None
            );
        await PutPartAsync(host, "file:run:ach.txt:00000");
    }

    private static Task<Azure.Response> PutPartAsync(OperationsHost host, string row) =>
        host.Get<StorageTables>()[CycleStore.PayoutsTable]
            .AddEntityAsync(
                new TableEntity(Cycle, row) { ["content"] = host.Get<EncryptedText>().Seal("part", $"{Cycle}:{row}") }
            );

    private static async Task AssertReadableAsync(OperationsHost host)
    {
        var tables = host.Get<StorageTables>();
        var encryption = host.Get<EncryptedText>();
        TableEntity partner = await tables["partners"].GetEntityAsync<TableEntity>("demo", Partner);
        Assert.Equal("details", encryption.Open(partner.GetBinary("payout"), $"demo/{Partner}"));
        Assert.Equal("form", encryption.Open(partner.GetBinary("taxForm"), $"demo/{Partner}/taxForm"));
        TableEntity part = await tables[CycleStore.PayoutsTable]
            .GetEntityAsync<TableEntity>(Cycle, "file:run:ach.txt:00000");
        Assert.Equal("part", encryption.Open(part.GetBinary("content"), $"{Cycle}:file:run:ach.txt:00000"));
        var settings = await host.Get<PayoutSettingsStore>().ReadAsync(OperationsHost.Slug, 1, CancellationToken.None);
        Assert.Equal("EUR", settings.Wise?.SourceCurrency);
        var endpoint = await host.Get<EndpointStore>().FindAsync(Endpoint, CancellationToken.None);
        var signatures = host.Get<EndpointSecrets>().Sign(endpoint!, "msg_1", host.Clock.GetUtcNow(), "{}");
        Assert.Equal(2, signatures.Split(' ').Length);
    }

    internal static async Task<ReencryptionAnswer> AnswerAsync(OperationsHost host) =>
        ReencryptionAnswer.Of(
            await host.Get<ReencryptionStore>().FindAsync(CancellationToken.None),
            [.. host.Get<EncryptedText>().KeyIds],
            host.Get<KeyRegistry>().DefaultEmailIndex,
            await host.Get<KeyRegistry>().EncryptionKeysAsync(CancellationToken.None),
            await host.Get<KeyRegistry>().FindProblemsAsync(CancellationToken.None)
        );
}
