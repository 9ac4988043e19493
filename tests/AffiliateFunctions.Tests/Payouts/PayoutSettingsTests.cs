using System.Text;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Payouts;

public sealed class PayoutSettingsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Ann = "ann@example.com";
    private const string Finance = "finance@example.com";

    private static readonly AchSettings Ach = new(
        "ACME SOFTWARE",
        "1123456789",
        "121042882",
        "WELLS FARGO BANK",
        "121042882",
        "1123456789",
        "COMMISSION"
    );

    private static readonly SepaSettings Sepa = new("Acme Software GmbH", "NL91 ABNA 0417 1643 00");

    [Fact]
    public void Every_mistake_is_named_with_its_field()
    {
        var body = new PutPayoutSettings.Body(
            "ann",
            Ach with
            {
                CompanyName = "A name of more than 16 characters",
                OdfiRoutingNumber = "121042883",
                BankingDaysAhead = 6,
            },
            new SepaSettings(
                "Żółć GmbH",
                "NL91ABNA0417164301",
                Bic: "ABNA",
                Address: new SepaAddressSettings("Москва", "XX")
            ),
            new WiseSettings("EURO")
        );

        var problem = body.Check().Problem!;

        Assert.Equal(
            [
                "/ach/banking_days_ahead",
                "/ach/company_name",
                "/ach/odfi_routing_number",
                "/prepared_by",
                "/sepa/address/country",
                "/sepa/bic",
                "/sepa/iban",
                "/sepa/name",
                "/wise/source_currency",
            ],
            problem.Errors.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Contains("valid check digit", problem.Errors["/ach/odfi_routing_number"][0], StringComparison.Ordinal);
        Assert.Contains("1 to 16 characters", problem.Errors["/ach/company_name"][0], StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_show_numbers_by_their_last_digits_and_other_numbers_that_end_alike()
    {
        var before = new PayoutSettings(Ach, new SepaSettings("Acme", "NL91ABNA0417164300"));
        var now = new PayoutSettings(
            Ach with
            {
                CompanyId = "9993456789",
                EntryDescription = "PARTNERS",
            },
            new SepaSettings("Acme", "DE89370400440532013000")
        );

        Assert.Equal(
            [
                "ACH company id: from ending 6789 to ending 6789, but with other digits before",
                "ACH entry description: from COMMISSION to PARTNERS",
                "SEPA iban: from NL ending 4300 to DE ending 3000",
            ],
            now.ChangesFrom(before)
        );
        Assert.Empty(now.ChangesFrom(now));
    }

    [Fact]
    public async Task Settings_stay_in_force_until_another_version_is_approved_and_are_encrypted()
    {
        await using var host = await StartAsync();
        var store = Store(host);
        var now = host.Clock.GetUtcNow();
        var first = new PutPayoutSettings.Body(Ann, Ach, Sepa).Check().Value!;
        await store.SubmitAsync(FeatureHost.Slug, first, Ann, now, default);
        Assert.Null((await store.FindAsync(FeatureHost.Slug, default)).InForce);
        await store.DecideAsync(FeatureHost.Slug, 1, isApproved: true, Finance, now, default);
        var second = first with { Sepa = null };

        var pending = await store.SubmitAsync(FeatureHost.Slug, second, Ann, now, default);
        Assert.Equal((1, 2), (pending.InForce!.Version, pending.Pending!.Version));
        Assert.Equal("NL ending 4300", pending.InForce.Masked.Sepa!.Iban);
        var again = await store.SubmitAsync(FeatureHost.Slug, second, Ann, now, default);
        Assert.Equal(2, again.Versions.Count);

        await store.DecideAsync(FeatureHost.Slug, 2, isApproved: false, Finance, now, default);
        await store.DecideAsync(FeatureHost.Slug, 2, isApproved: true, Finance, now, default);
        var decided = await store.FindAsync(FeatureHost.Slug, default);
        Assert.Equal(
            [PayoutSettingsStatus.InForce, PayoutSettingsStatus.Rejected],
            decided.Versions.Select(version => version.Status)
        );
        Assert.Equal(first, await store.ReadAsync(FeatureHost.Slug, 1, default));
        Assert.Equal("NL91ABNA0417164300", first.Sepa!.Iban);
        await foreach (var row in host.Get<StorageTables>()[CycleStore.CyclesTable].QueryAsync<TableEntity>())
        {
            Assert.DoesNotContain(
                "0417164300",
                string.Concat(row.Select(column => column.Value)),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task Another_person_than_the_preparer_is_asked_and_a_later_version_takes_the_place_of_an_open_one()
    {
        await using var host = await StartAsync();
        var store = Store(host);
        var prepare = new PreparePayoutSettingsApproval(
            host.Get<IPrograms>(),
            store,
            host.Get<IApprovals>(),
            host.Clock
        );

        Assert.Equal(StatusCodes.Status202Accepted, await PutAsync(host, "COMMISSION"));
        var request = await prepare.RunAsync(new PayoutSettingsKey(FeatureHost.Slug, 1), default);
        Assert.Equal(("owner@example.com", false), (request!.FirstAsked.Email, request.MayDecide(Finance)));

        Assert.Equal(StatusCodes.Status202Accepted, await PutAsync(host, "PARTNERS"));
        var schedule = await host.Get<IApprovals>().FindScheduleAsync(FeatureHost.Slug, "payout-settings-1", default);
        Assert.Equal("withdrawn", schedule!.Decision);
        // The first version is approved all the same, by a link that was opened before.
        var record = new RecordPayoutSettingsDecision(store, host.Get<IAuditLog>());
        await record.RunAsync(Decision(host, 1), default);
        Assert.Null((await store.FindAsync(FeatureHost.Slug, default)).InForce);
        Assert.Null(await prepare.RunAsync(new PayoutSettingsKey(FeatureHost.Slug, 1), default));
        await record.RunAsync(Decision(host, 2), default);
        Assert.Equal(2, (await store.FindAsync(FeatureHost.Slug, default)).InForce!.Version);
        Assert.True((await host.VerifyAuditAsync()).Ok);
    }

    [Fact]
    public async Task A_preparer_after_whom_nobody_is_left_to_approve_is_refused()
    {
        await using var host = await StartAsync(owner: "Finance+owner@example.com", backup: Finance);

        Assert.Equal(StatusCodes.Status400BadRequest, await PutAsync(host, "COMMISSION"));

        Assert.Empty((await Store(host).FindAsync(FeatureHost.Slug, default)).Versions);
        Assert.Equal(StatusCodes.Status202Accepted, await PutAsync(host, "COMMISSION", Ann));
    }

    private static RecordPayoutSettingsDecision.Input Decision(FeatureHost host, int version)
    {
        var now = host.Clock.GetUtcNow();
        return new(
            new PayoutSettingsKey(FeatureHost.Slug, version),
            new ApprovalOutcome($"payout-settings-{version}", "approve", "owner@example.com", null, null, now, now)
        );
    }

    private async Task<FeatureHost> StartAsync(string owner = "owner@example.com", string backup = "backup@example.com")
    {
        var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(CycleStore.CyclesTable);
        var charter = Charters.Of(
            new Person("Owner", owner),
            new Person("Backup", backup),
            new Person("Finance", Finance)
        );
        await host.Get<ProgramStore>().PutCharterAsync(FeatureHost.Slug, charter, host.Clock.GetUtcNow(), default);
        return host;
    }

    private static PayoutSettingsStore Store(FeatureHost host) =>
        new(host.Get<StorageTables>(), host.Get<EncryptedText>());

    private static async Task<int> PutAsync(FeatureHost host, string description, string preparer = Finance)
    {
        var put = new PutPayoutSettings(
            host.Get<IPrograms>(),
            Store(host),
            host.Get<IApprovals>(),
            host.Get<IApprovalWithdrawals>(),
            host.Get<IAuditLog>(),
            host.Clock
        );
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(
            Encoding.UTF8.GetBytes(
                $$$"""
                {"prepared_by": "{{{preparer}}}", "ach": {"company_name": "ACME", "company_id": "1123456789",
                 "odfi_routing_number": "121042882", "odfi_name": "BANK", "immediate_destination": "121042882",
                 "immediate_origin": "1123456789", "entry_description": "{{{description}}}"} }
                """
            )
        );
        http.Response.Body = new MemoryStream();
        var answer = await put.RunAsync(http.Request, "demo", new Mock<DurableTaskClient>("test").Object, default);
        await answer.ExecuteAsync(http);
        return http.Response.StatusCode;
    }
}
