using Affiliate.Domain.Identity;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Disputes;
using AffiliateFunctions.Disputes.Links;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Adjustments;
using Testing;
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;
using static AffiliateFunctions.Tests.Disputes.DisputeScene;

namespace AffiliateFunctions.Tests.Disputes;

/// <summary>Disputes of partners, from the claim to what the decision sets going.</summary>
public sealed class DisputeTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_granted_dispute_about_an_amount_asks_for_a_correction_that_a_second_person_approves()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var commission = await EarnAsync(host);
        var dispute = await OpenAsync(host, new("amount", commission.Value, Claim: Claim));
        await Assert.ThrowsAsync<WaitingException>(() => RunAsync(host, dispute));
        var request = await RequestAsync(host, dispute);

        await DecideAsync(host, dispute, "grant", "12.50");
        await RunAsync(host, dispute);
        await RunAsync(host, dispute);

        Assert.Contains(new ApprovalFact("Granted", "10.00 USD"), request.Facts);
        Assert.Contains(request.Facts, fact => fact.Value == Claim && fact.IsPersonal);
        Assert.Contains(request.Facts, fact => fact.Label == "Rule");
        var closed = await DisputeAsync(host, dispute);
        Assert.Equal((DisputeStatus.Granted, 1_250), (closed.Status, closed.Effect!.Amount));
        var asked = Assert.Single(await AdjustmentsAsync(host));
        Assert.Equal(
            (asked.Id.Value, AdjustmentKind.Correction, 1_250, "owner@example.com"),
            (closed.Effect.Reference, asked.Kind, asked.Amount!.Value, asked.PreparedBy)
        );
        Assert.Equal(0, (await host.BalanceAsync()).Payable);
        await host.CloseAsync(new AdjustmentKey(Slug, asked.Id), "approve");
        Assert.Equal(1_250, (await host.BalanceAsync()).Payable);
        Assert.Equal(
            [$"dispute.decided {dispute.Id}", $"dispute.opened {dispute.Id}"],
            host.Webhooks.Of(Slug).Where(told => told.StartsWith("dispute", StringComparison.Ordinal))
        );
        Assert.Equal(
            ["dispute_opened", "dispute_granted"],
            host.Audit.Entries.Values.Select(entry => entry.Action)
                .Where(action => action.StartsWith("dispute", StringComparison.Ordinal))
        );
        Assert.Contains(
            host.Mails,
            mail => mail.Subject == "Your dispute is decided" && mail.Text.Contains("12.50 USD")
        );
        await host.VerifyAsync();
    }

    [Fact]
    public async Task A_granted_dispute_about_a_hold_releases_the_commission()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var commission = await EarnAsync(host, holdReason: "burst");
        Assert.Equal(1_000, (await host.BalanceAsync()).Held);
        var dispute = await OpenAsync(host, new("hold", commission.Value, Claim: Claim));
        await Assert.ThrowsAsync<WaitingException>(() => RunAsync(host, dispute));

        await DecideAsync(host, dispute, "grant", amount: null);
        await RunAsync(host, dispute);

        Assert.Equal(commission.Value, (await DisputeAsync(host, dispute)).Effect!.Reference);
        Assert.Equal((0, 1_000), ((await host.BalanceAsync()).Held, (await host.BalanceAsync()).Pending));
        await host.VerifyAsync();
    }

    [Theory]
    [InlineData("uphold", DisputeStatus.Upheld, "After a review, everything stays as it is.")]
    [InlineData("expired", DisputeStatus.Expired, "Nobody has decided on your dispute in time")]
    public async Task An_upheld_or_expired_dispute_changes_nothing_and_the_partner_reads_why(
        string decision,
        DisputeStatus status,
        string words
    )
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var commission = await EarnAsync(host);
        var before = await host.BalanceAsync();
        var dispute = await OpenAsync(host, new("amount", commission.Value, Claim: Claim));
        await Assert.ThrowsAsync<WaitingException>(() => RunAsync(host, dispute));
        await DecideAsync(host, dispute, decision, amount: null);
        await RunAsync(host, dispute);

        Assert.Equal(status, (await DisputeAsync(host, dispute)).Status);
        Assert.Equal(before, await host.BalanceAsync());
        Assert.Empty(await AdjustmentsAsync(host));
        var told = host.Mails.Single(mail => mail.Key.EndsWith(":decided", StringComparison.Ordinal));
        Assert.Contains(words, told.Text, StringComparison.Ordinal);
        Assert.Contains("Because.", told.Text, StringComparison.Ordinal);

        // The commission can be contested again.
        Assert.NotEqual(dispute.Id, (await OpenAsync(host, new("amount", commission.Value, Claim: Claim))).Id);
    }

    [Fact]
    public async Task A_signed_in_partner_contests_a_commission_and_reads_the_answer_without_the_person()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var (commission, partner) = (await EarnAsync(host), await PartnerAsync(host));
        var pages = host.Get<IPartnerDisputes>();
        Assert.Empty(await pages.ListAsync(AdjustmentHost.Program, Partner, default));
        var path = pages.PathToContest(AdjustmentHost.Program, partner, commission);
        Assert.EndsWith($"?commission={commission}", path, StringComparison.Ordinal);
        var sent = await host.Get<DisputeService>()
            .DisputeAsync(
                TokenOf($"http://localhost{path}"),
                new("amount", commission.Value, Claim: Claim),
                host.Orchestrations,
                default
            );
        var dispute = Assert.IsType<DisputeLinkResult.Done>(sent).Dispute;
        var open = Assert.Single(await pages.ListAsync(AdjustmentHost.Program, Partner, default));
        Assert.True(open.IsOpen);
        Assert.Equal((commission, "open", Claim), (open.Commission, open.Status, open.Claim));

        await Assert.ThrowsAsync<WaitingException>(() => RunAsync(host, dispute));
        await DecideAsync(host, dispute, "uphold", amount: null);
        await RunAsync(host, dispute);

        var upheld = Assert.Single(await pages.ListAsync(AdjustmentHost.Program, Partner, default));
        Assert.Equal("upheld", upheld.Status);
        Assert.Equal(["After a review, everything stays as it is.", "Because."], upheld.Answer);
        Assert.Empty(await pages.ListAsync(AdjustmentHost.Program, PartnerId.Parse("prt_other"), default));
        var granted = (await host.Get<ILedger>().FindAsync(Slug, commission, default))!;
        Assert.True(pages.CanContest(AdjustmentHost.Program, granted));
        host.Clock.Advance(TimeSpan.FromDays(62));
        Assert.False(pages.CanContest(AdjustmentHost.Program, granted));
        Assert.True(pages.CanContest(AdjustmentHost.Program, granted with { Status = "held" }));
    }

    [Fact]
    public void A_correction_needs_an_amount()
    {
        var option = new ApprovalOption("grant", "Grant");
        var request = new ApprovalRequest
        {
            Id = "dispute-1",
            Program = Slug,
            Kind = ApprovalKinds.Dispute,
            Subject = "?",
            Facts = [],
            Options = [option, new ApprovalOption("uphold", "Leave")],
            Inputs =
            [
                new ApprovalInput(
                    "amount",
                    "Amount",
                    "",
                    DisputeWords.PatternOf(Affiliate.Domain.Monetary.Currency.Parse("USD")),
                    "Give it."
                )
                {
                    IsRequired = true,
                },
            ],
            Owner = AdjustmentHost.Program.Charter!.Owner,
            Backup = AdjustmentHost.Program.Charter.BackupOwner,
            RemindAfter = default,
            EscalateAfter = default,
            ExpireAfter = default,
            DecisionOnExpiry = "expired",
        };
        Assert.Equal("inputs.amount", MistakeOf(null));
        Assert.Equal("inputs.amount", MistakeOf("0.00"));
        Assert.Equal("inputs.amount", MistakeOf("12,50"));
        Assert.Null(MistakeOf("12.5"));
        Assert.Null(DecisionTexts.Mistake(request, request.Options[1], new DecisionForm("uphold")));

        string? MistakeOf(string? amount) =>
            DecisionTexts
                .Mistake(
                    request,
                    option,
                    new DecisionForm(
                        "grant",
                        Inputs: amount is null ? null : new Dictionary<string, string> { ["amount"] = amount }
                    )
                )
                ?.Field;
    }
}
