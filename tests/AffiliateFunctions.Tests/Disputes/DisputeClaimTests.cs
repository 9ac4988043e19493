using Affiliate.Domain.Identity;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Disputes;
using AffiliateFunctions.Disputes.Links;
using Testing;
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;
using static AffiliateFunctions.Tests.Disputes.DisputeScene;

namespace AffiliateFunctions.Tests.Disputes;

/// <summary>What partners can claim, and how often.</summary>
public sealed class DisputeClaimTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData("approve")]
    [InlineData("reject")]
    public async Task A_commission_is_not_contested_again_while_its_correction_waits(string decision)
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var commission = await EarnAsync(host);
        var form = new OpenDispute.DisputeForm("amount", commission.Value, Claim: Claim);
        var dispute = await OpenAsync(host, form);
        await Assert.ThrowsAsync<WaitingException>(() => RunAsync(host, dispute));
        await DecideAsync(host, dispute, "grant", "12.50");
        await RunAsync(host, dispute);

        var waiting = Assert.IsType<DisputeLinkResult.CorrectionWaits>(await SendAsync(host, form));
        Assert.Equal(dispute.Id, waiting.Dispute.Id);
        Assert.Single(await AdjustmentsAsync(host));
        Assert.IsType<DisputeLinkResult.Done>(await SendAsync(host, new("missing", Invoice: "INV-1", Claim: Claim)));

        var asked = Assert.Single(await AdjustmentsAsync(host));
        await host.CloseAsync(new AdjustmentKey(Slug, asked.Id), decision);
        Assert.IsType<DisputeLinkResult.Done>(await SendAsync(host, form));
    }

    [Fact]
    public async Task An_invoice_has_one_open_dispute_whatever_else_the_partner_names()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        await OpenAsync(host, new("missing", Invoice: "INV-1", Claim: Claim));

        Assert.IsType<DisputeLinkResult.AlreadyOpen>(
            await SendAsync(host, new("missing", Invoice: " INV-1 ", Customer: "Acme", Claim: Claim))
        );
        Assert.IsType<DisputeLinkResult.AlreadyOpen>(
            await SendAsync(host, new("missing", Invoice: "INV-1", Date: "2026-11-05", Claim: Claim))
        );
        Assert.IsType<DisputeLinkResult.Done>(
            await SendAsync(host, new("missing", Customer: "Acme", Date: "2026-11-05", Claim: Claim))
        );
    }

    [Fact]
    public async Task A_commission_has_one_open_dispute_and_a_partner_ten()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var commission = await EarnAsync(host);
        var form = new OpenDispute.DisputeForm("amount", commission.Value, Claim: Claim);
        var twice = await Task.WhenAll(SendAsync(host, form), SendAsync(host, form));
        Assert.Single(twice.OfType<DisputeLinkResult.Done>());
        Assert.Single(twice.OfType<DisputeLinkResult.AlreadyOpen>());
        for (var number = 1; number < 10; number++)
        {
            Assert.IsType<DisputeLinkResult.Done>(
                await SendAsync(host, new("missing", Invoice: $"INV-{number}", Claim: Claim))
            );
        }

        Assert.IsType<DisputeLinkResult.TooMany>(
            await SendAsync(host, new("missing", Invoice: "INV-10", Claim: Claim))
        );
        Assert.IsType<DisputeLinkResult.AlreadyOpen>(await SendAsync(host, form));
    }

    [Fact]
    public async Task What_is_wrong_with_a_claim_is_named_and_nothing_is_stored()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var commission = await EarnAsync(host);
        (string Field, OpenDispute.DisputeForm Form)[] wrong =
        [
            ("kind", new("everything", Claim: Claim)),
            ("commission", new("amount", "com_of_another", Claim: Claim)),
            ("commission", new("hold", commission.Value, Claim: Claim)),
            ("commission", new("reversal", commission.Value, Claim: Claim)),
            ("invoice", new("missing", Claim: Claim)),
            ("invoice", new("missing", Invoice: new string('i', 201), Claim: Claim)),
            ("customer", new("missing", Customer: "a\u0007", Claim: Claim)),
            ("date", new("missing", Date: "5 November", Claim: Claim)),
            ("date", new("missing", Date: "2027-01-01", Claim: Claim)),
            ("claim", new("amount", commission.Value, Claim: "Wrong!")),
            ("claim", new("amount", commission.Value, Claim: new string('c', 2_001))),
        ];
        foreach (var (field, form) in wrong)
        {
            Assert.Equal(field, Assert.IsType<DisputeLinkResult.Open>(await SendAsync(host, form)).Mistake?.Field);
        }

        Assert.Equal(0, await host.Get<DisputeStore>().ListAsync(Slug, null, default).CountAsync());
    }

    [Fact]
    public async Task A_link_works_for_30_days_and_only_for_the_partners_address()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var partner = await PartnerAsync(host);
        var (links, service) = (host.Get<DisputeLinks>(), host.Get<DisputeService>());
        var link = links.For(partner, Period.Parse("2026-11"), host.Clock.GetUtcNow())!.Address;
        var foreign = links.For(
            partner with
            {
                Email = "other@example.org",
            },
            Period.Parse("2026-11"),
            host.Clock.GetUtcNow()
        )!;
        Assert.IsType<DisputeLinkResult.Open>(await service.OpenAsync(TokenOf(link), null, default));
        Assert.IsType<DisputeLinkResult.Invalid>(await service.OpenAsync(TokenOf(foreign.Address), null, default));

        host.Clock.Advance(TimeSpan.FromDays(31));

        Assert.IsType<DisputeLinkResult.Expired>(await service.OpenAsync(TokenOf(link), null, default));
        Assert.Null(links.For(partner, Period.Parse("2026-11"), host.Clock.GetUtcNow().AddDays(-30)));
    }
}
