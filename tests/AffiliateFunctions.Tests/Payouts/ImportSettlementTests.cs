using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;
using Testing.Answers;

namespace AffiliateFunctions.Tests.Payouts;

public sealed class ImportSettlementTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly Period Month = Period.Parse("2026-10");
    private static readonly PartnerId First = PartnerId.Parse("prt_1");
    private static readonly PartnerId Second = PartnerId.Parse("prt_2");

    [Fact]
    public async Task A_line_that_another_file_has_settled_otherwise_is_a_conflict_and_the_others_are_booked()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var cycles = await CyclesAsync(host);
        var ledger = new Mock<ILedger>();

        // The ledger has booked the payment of another request, which is not marked yet.
        ledger
            .Setup(l =>
                l.ReleaseAsync(FeatureHost.Slug, First, Month, It.IsAny<string>(), It.IsAny<CancellationToken>())
            )
            .ThrowsAsync(new PayoutStateException(Month, "put back", "paid"));
        ledger
            .Setup(l => l.PayAsync(FeatureHost.Slug, new[] { Second }, Month, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new Dictionary<PartnerId, PayoutStateException>());
        var import = new ImportSettlement(
            host.Get<IPrograms>(),
            cycles,
            new PaymentFileStore(host.Get<StorageTables>(), host.Get<EncryptedText>()),
            new SettlementBooking(cycles, ledger.Object, host.Get<IAuditLog>(), host.Get<IWebhooks>(), host.Clock)
        );

        var (status, body) = await SendAsync(
            import,
            "partner,status,reference,reason\nprt_1,failed,,closed\nprt_2,paid,REF,\n"
        );

        Assert.Equal(StatusCodes.Status409Conflict, status);
        Assert.Contains("The payout is paid", body.As<ProblemJson>().Errors!["/1/status"][0], StringComparison.Ordinal);
        Assert.Equal(
            PayoutStatus.Reserved,
            (await cycles.FindPayoutAsync(FeatureHost.Slug, Month, First, default))!.Status
        );
        Assert.Equal(
            PayoutStatus.Paid,
            (await cycles.FindPayoutAsync(FeatureHost.Slug, Month, Second, default))!.Status
        );
    }

    private static async Task<CycleStore> CyclesAsync(FeatureHost host)
    {
        foreach (var table in new[] { CycleStore.CyclesTable, CycleStore.PayoutsTable })
        {
            await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(table);
        }

        var cycles = new CycleStore(host.Get<StorageTables>());
        await cycles.BeginAsync(
            new StoredCycle
            {
                Program = FeatureHost.Slug,
                Period = Month,
                Status = CycleStatus.Paying,
                StartedBy = "key",
                StartedAt = host.Clock.GetUtcNow(),
                Currency = "USD",
            },
            default
        );
        foreach (var partner in new[] { First, Second })
        {
            await cycles.PutPayoutAsync(
                FeatureHost.Slug,
                Month,
                new StoredPayout
                {
                    Id = StoredPayout.IdOf(partner, Month),
                    Partner = partner,
                    Name = "Agency",
                    Method = "sepa",
                    Amount = 1_000,
                    Currency = "USD",
                    Lines = [],
                    Status = PayoutStatus.Reserved,
                },
                default
            );
        }

        return cycles;
    }

    private static async Task<(int Status, JsonElement Body)> SendAsync(ImportSettlement import, string csv)
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.ContentType = "text/csv";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        await (
            await import.RunAsync(
                http.Request,
                "demo",
                Month.Value,
                new Mock<DurableTaskClient>("test").Object,
                default
            )
        ).ExecuteAsync(http);
        return (http.Response.StatusCode, JsonElement.Parse(answer.ToArray()));
    }
}
