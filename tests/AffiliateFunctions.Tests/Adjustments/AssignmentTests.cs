using Affiliate.Domain.Identity;
using AffiliateFunctions.Adjustments.Store;
using Testing;
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;
using PartnerStatus = AffiliateFunctions.Onboarding.PartnerStatus;

namespace AffiliateFunctions.Tests.Adjustments;

/// <summary>Customers that are moved to another partner, from the request to the assignment.</summary>
public sealed class AssignmentTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData("2026-01-01T00:00:00Z", "2026-11-10T13:00:00Z")]
    [InlineData("2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z")]
    public async Task A_customer_is_moved_from_the_asked_time_on_but_not_before_the_approval(string from, string moved)
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var other = PartnerId.Parse("prt_p1");
        var key = await host.BeginAsync(
            Asked(AdjustmentKind.Assignment, other, "Looks after the customer now.") with
            {
                Customer = CustomerId.Parse("cus_1"),
                From = DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
            }
        );

        var request = await host.PrepareAsync(key);
        var closed = await host.CloseAsync(key, "approve");
        await host.CloseAsync(key, "approve");

        var effective = DateTimeOffset.Parse(moved, System.Globalization.CultureInfo.InvariantCulture);
        Assert.StartsWith("Move the customer cus_1 to ", request.Subject, StringComparison.Ordinal);
        Assert.Contains(request.Facts, fact => fact.Label == "Partners so far, by touches or assignment");
        Assert.Equal((AdjustmentStatus.Approved, effective), (closed.Status, closed.EffectiveFrom));
        Assert.Equal((other, effective), (Assert.Single(host.Assigned).Partner, host.Assigned[0].From));
        Assert.Equal([$"adjustment.approved {key.Id}"], host.Webhooks.Of(Slug));
        Assert.StartsWith(
            "Customer cus_1 to prt_p1 from ",
            host.Audit.Entries.Values.Single(entry => entry.Action == "adjustment_approved").Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_customer_is_not_moved_to_a_partner_that_is_suspended_at_the_approval()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var key = await host.BeginAsync(
            Asked(AdjustmentKind.Assignment, Partner, "Looks after the customer now.") with
            {
                Customer = CustomerId.Parse("cus_1"),
                From = DateTimeOffset.UnixEpoch,
            }
        );
        await host.PrepareAsync(key);
        host.PartnerStatus = PartnerStatus.Suspended;

        var closed = await host.CloseAsync(key, "approve");

        Assert.Equal(
            (AdjustmentStatus.NotApplied, "The partner is not active."),
            (closed.Status, closed.NotAppliedBecause)
        );
        Assert.Empty(host.Assigned);
        Assert.Empty(host.Webhooks.Of(Slug));
        Assert.Equal([Ann, "finance@example.com"], host.Mails.Select(mail => mail.To).Order());
    }

    [Fact]
    public async Task A_repeated_request_gets_the_same_adjustment_although_the_partner_is_suspended_by_now()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var first = await host.AssignAsync(Partner, "key 1");
        host.PartnerStatus = PartnerStatus.Suspended;

        var repeated = await host.AssignAsync(Partner, "key 1");
        var other = await host.AssignAsync(Partner, "key 2");

        Assert.Equal(202, first.Status);
        Assert.Equal(first, repeated);
        Assert.Equal(400, other.Status);
        Assert.Contains("an active partner", other.Body, StringComparison.Ordinal);
    }
}
