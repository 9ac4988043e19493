using Affiliate.Domain.Identity;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Disputes;
using AffiliateFunctions.Disputes.Links;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Adjustments;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Orchestrations;
using AffiliateFunctions.Tracking;
using Testing;
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;
using IPartners = AffiliateFunctions.Onboarding.IPartners;
using Payee = AffiliateFunctions.Onboarding.Partner;

namespace AffiliateFunctions.Tests.Disputes;

/// <summary>Disputes of partners, from the claim to what the decision sets going.</summary>
public sealed class DisputeTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Claim = "The customer has paid this invoice twice.";

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
    public async Task A_missing_commission_of_a_sale_that_nobody_is_credited_for_is_put_right_by_a_touch()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        host.Conversions["INV-1"] = Uncredited;
        var dispute = await OpenAsync(host, new("missing", Invoice: "INV-1", Claim: Claim));
        await Assert.ThrowsAsync<WaitingException>(() => RunAsync(host, dispute));
        var request = await RequestAsync(host, dispute);
        await DecideAsync(host, dispute, "grant", amount: null);
        await RunAsync(host, dispute);

        Assert.Contains(new ApprovalFact("Its status", "applied: not attributed"), request.Facts);
        Assert.Empty(request.Inputs);
        var touch = Assert.Single(host.Touches);
        Assert.Equal(
            ("cus_9", Partner, Effects.SaleAt.AddSeconds(-1), "owner@example.com"),
            (touch.Customer.Value, touch.Partner, touch.At, touch.Actor)
        );
        Assert.Equal("sale-9", (await DisputeAsync(host, dispute)).Effect!.Reference);
        Assert.Empty(await AdjustmentsAsync(host));
    }

    [Fact]
    public async Task A_sale_that_another_partner_is_credited_for_by_the_decision_gets_no_touch()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        host.Conversions["INV-1"] = Uncredited;
        var dispute = await OpenAsync(host, new("missing", Invoice: "INV-1", Claim: Claim));
        await Assert.ThrowsAsync<WaitingException>(() => RunAsync(host, dispute));
        host.Conversions["INV-1"] = Uncredited with { IsUncredited = false, Partner = PartnerId.Parse("prt_other") };
        await DecideAsync(host, dispute, "grant", amount: null);
        await RunAsync(host, dispute);

        Assert.Empty(host.Touches);
        var effect = (await DisputeAsync(host, dispute)).Effect!;
        Assert.Equal((null, "The sale is credited to prt_other by now."), (effect.Reference, effect.Problem));
    }

    [Fact]
    public async Task A_sale_without_a_customer_is_put_right_by_a_correction()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        host.Conversions["INV-1"] = Uncredited with { Customer = null };
        var dispute = await OpenAsync(host, new("missing", Invoice: "INV-1", Claim: Claim));
        await Assert.ThrowsAsync<WaitingException>(() => RunAsync(host, dispute));

        Assert.Equal(DisputeRemedy.Correction, (await DisputeAsync(host, dispute)).Remedy);
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

    private static KnownConversion Uncredited { get; } =
        new(
            EventId.Parse("sale-9"),
            "sale",
            "applied",
            "not_attributed",
            CustomerId.Parse("cus_9"),
            Partner: null,
            12_000,
            "USD",
            Effects.SaleAt
        )
        {
            IsUncredited = true,
        };

    private static async Task<CommissionId> EarnAsync(AdjustmentHost host, string? holdReason = null)
    {
        var sale = Effects.Sale("sale-1", credited: [Partner]) with { HoldReason = holdReason };
        var applied = await host.Get<IAccrualLedger>().ApplyAsync(Slug, Partner, [sale], default);
        return applied[0].Commissions[0];
    }

    private static async Task<Payee> PartnerAsync(AdjustmentHost host) =>
        (await host.Get<IPartners>().FindAsync(Slug, Partner, default))!;

    private static async Task<DisputeLinkResult> SendAsync(AdjustmentHost host, OpenDispute.DisputeForm form)
    {
        var link = host.Get<DisputeLinks>()
            .For(await PartnerAsync(host), Period.Parse("2026-11"), host.Clock.GetUtcNow())!;
        return await host.Get<DisputeService>().DisputeAsync(TokenOf(link.Address), form, host.Orchestrations, default);
    }

    private static async Task<Dispute> OpenAsync(AdjustmentHost host, OpenDispute.DisputeForm form) =>
        Assert.IsType<DisputeLinkResult.Done>(await SendAsync(host, form)).Dispute;

    private static Task<Dispute> DisputeAsync(AdjustmentHost host, Dispute dispute) =>
        host.Get<DisputeStore>().RequireAsync(new DisputeKey(Slug, dispute.Id), default);

    private static async Task<List<StoredAdjustment>> AdjustmentsAsync(AdjustmentHost host) =>
        await host.Get<AdjustmentStore>()
            .ListAsync(Slug, new AdjustmentFilter(Partner: null, Status: null, After: null), default)
            .ToListAsync();

    private static async Task<ApprovalRequest> RequestAsync(AdjustmentHost host, Dispute dispute) =>
        (await host.Get<ApprovalStore>().FindAsync(Slug, $"dispute-{dispute.Id}", default))!.Request;

    private static async Task DecideAsync(AdjustmentHost host, Dispute dispute, string decision, string? amount)
    {
        var decided = new ApprovalDecision(decision, "owner@example.com", null, "Because.", host.Clock.GetUtcNow())
        {
            Inputs = amount is null ? null : new Dictionary<string, string> { ["amount"] = amount },
        };
        await host.Get<ApprovalStore>().DecideAsync(Slug, $"dispute-{dispute.Id}", decided, default);
    }

    private static Task RunAsync(AdjustmentHost host, Dispute dispute) =>
        DisputeOrchestrator.RunAsync(
            new OrchestrationRun(host.Services, "dispute", new DisputeKey(Slug, dispute.Id))
            {
                RepeatsActivities = true,
                WhileWaiting = () => throw new WaitingException(),
                RunChild = async (_, input) =>
                    (await host.Get<ApprovalStore>().FindAsync(Slug, ((ApprovalRequest)input!).Id, default))?.Outcome
                    ?? throw new WaitingException(),
            }
        );

    private static string TokenOf(string link) => new Uri(link).Segments[^1];

    private sealed class WaitingException : Exception;
}
