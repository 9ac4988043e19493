using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Azure.Data.Tables;
using Testing.Tables;

namespace AffiliateFunctions.Tests.OutgoingWebhooks;

/// <summary>Which run attempts a delivery when several messages announce the same webhook event.</summary>
public sealed class DeliveryClaimTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly EndpointKey Endpoint = new(ProgramSlug.Parse("demo"), "crm");

    private readonly TableServiceClient _service = new("UseDevelopmentStorage=true", new MemoryTables().Options());
    private readonly DeliveryStore _deliveries;

    public DeliveryClaimTests() => _deliveries = new DeliveryStore(new StorageTables(_service));

    public async Task InitializeAsync() => await _service.CreateTableAsync(EndpointStore.Table);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_repeated_message_attempts_what_its_interrupted_run_did_not()
    {
        Assert.Single(await ClaimAsync(Now));
        var again = Assert.Single(await ClaimAsync(Now));
        Assert.True(
            await _deliveries.ChangeAsync(Endpoint, again, again.Delivery.After(Taken, null), CancellationToken.None)
        );
        Assert.Empty(await ClaimAsync(Now));
    }

    [Fact]
    public async Task A_second_message_leaves_the_delivery_to_the_run_that_added_it()
    {
        Assert.Single(await ClaimAsync(Now));
        Assert.Empty(await ClaimAsync(Now.AddSeconds(1)));
        Assert.Equal(Now.AddMinutes(10), await _deliveries.NextDueAsync(Endpoint, CancellationToken.None));
    }

    private static DeliveryAttempt Taken => new(Now, 200, null, null, 3);

    private Task<IReadOnlyList<StoredDelivery>> ClaimAsync(DateTimeOffset published) =>
        _deliveries.ClaimAsync(
            Endpoint,
            [
                new Delivery
                {
                    Id = "msg_1",
                    Type = WebhookEventTypes.Test,
                    Payload = "{}",
                    CreatedAt = published,
                    NextAttemptAt = published.AddMinutes(10),
                },
            ],
            CancellationToken.None
        );
}
