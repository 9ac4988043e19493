using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using AffiliateFunctions.Adjustments.Activities;
using AffiliateFunctions.Adjustments.OpeningBalances;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.HeldCommissions;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Cycles.Activities;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;

namespace AffiliateFunctions.Tests.Emails;

/// <summary>Sends the e-mails about cycles, payments, statements, held commissions and adjustments.</summary>
internal static class PayoutEmails
{
    private const string Text = HostileTexts.Sentence;

    private static readonly PartnerId Partner = PartnerId.Parse("prt_active");

    private static readonly CycleFile File = new(
        $"ach-{new string('f', 60)}.txt",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        2,
        123_456
    );

    private static readonly CycleFile Batch = File with
    {
        Name = "paypal-1",
        Rail = "paypal",
        State = BatchState.Refused,
        Problem = Text,
    };

    public static async Task SendAsync(EmailScene scene)
    {
        await SendStatementAsync(scene);
        await SendCyclesAsync(scene);
        await SendSettlementAsync(scene);
        await SendHeldAsync(scene);
        await SendAdjustmentsAsync(scene);
    }

    private static StoredCycle Cycle(string period) =>
        new()
        {
            Program = EmailScene.Slug,
            Period = Period.Parse(period),
            Status = CycleStatus.Paying,
            StartedBy = "key",
            StartedAt = EmailScene.Now,
            Currency = "USD",
            Partners = 2,
            Total = 246_912,
            Files = [File, Batch],
            PayingSince = EmailScene.Now,
        };

    private static StoredPayout Payout(Period period) =>
        new()
        {
            Id = StoredPayout.IdOf(Partner, period),
            Partner = Partner,
            Name = HostileTexts.Name,
            Method = "sepa",
            AccountSummary = HostileTexts.Company,
            Amount = 123_456,
            Currency = "USD",
            Lines = [],
            Status = PayoutStatus.Reserved,
        };

    private static async Task SendStatementAsync(EmailScene scene)
    {
        await scene
            .Get<IAccrualLedger>()
            .ApplyAsync(EmailScene.Slug, Partner, [Effects.Sale("sale-1", credited: [Partner])], default);
        var cycle = Cycle("2026-11");
        await scene.Get<CycleStore>().BeginAsync(cycle, default);
        await scene
            .Get<SkippedPartnerStore>()
            .PutAsync(cycle, [new SkippedPartner(Partner, 123_456, SkipReasons.DetailsInvalid, Text)], default);
        await scene
            .Function<SendStatements>()
            .RunAsync(SendStatements.Input.Of(new CycleKey(EmailScene.Slug, cycle.Period)), default);
    }

    private static async Task SendCyclesAsync(EmailScene scene)
    {
        var skipped = new SkippedPartner(Partner, 123_456, SkipReasons.DetailsInvalid, Text);
        var approval = new CycleApproval("1", "reject", "owner@example.com", Text, EmailScene.Now);
        foreach (
            var (period, mail) in new[]
            {
                ("2026-08", FinanceMail.FilesReady),
                ("2026-09", FinanceMail.Rejected),
                ("2026-10", FinanceMail.NothingToPay),
            }
        )
        {
            var cycle = Cycle(period) with
            {
                Status = mail == FinanceMail.Rejected ? CycleStatus.Rejected : CycleStatus.Paying,
                Approvals = [approval],
                Skipped = new SkippedTotals(2, 246_912),
            };
            await scene.Get<CycleStore>().BeginAsync(cycle, default);
            await scene.Get<SkippedPartnerStore>().PutAsync(cycle, [skipped], default);
            await scene
                .Function<MailFinance>()
                .RunAsync(new MailFinance.Input(new CycleKey(EmailScene.Slug, cycle.Period), mail), default);
        }

        await scene.Get<RailMail>().SendAsync(Cycle("2026-08"), Batch, default);
    }

    private static async Task SendSettlementAsync(EmailScene scene)
    {
        var period = Period.Parse("2026-07");
        var cycle = Cycle("2026-07") with { Files = [File] };
        await scene.Get<CycleStore>().BeginAsync(cycle, default);
        await scene.Get<CycleStore>().PutPayoutAsync(EmailScene.Slug, period, Payout(period), default);
        await scene
            .Function<MailPayeeCorrection>()
            .RunAsync(new PayeeCorrection(EmailScene.Slug, period, Partner, "C01", Text), default);
        scene.Clock.Advance(TimeSpan.FromDays(30));
        await scene.Function<CheckSettlement>().RunAsync(new CycleKey(EmailScene.Slug, period), default);
        scene.Clock.AdjustTime(EmailScene.Now);
    }

    private static async Task SendHeldAsync(EmailScene scene)
    {
        var view = new CommissionView(
            CommissionId.Parse("com_1"),
            Partner,
            null,
            EventId.Parse("sale-1"),
            "share",
            1,
            1_000,
            100,
            0,
            "USD",
            "held",
            EmailScene.Now,
            EmailScene.Now
        )
        {
            HoldReason = Text,
        };
        for (var mails = 0; mails < 3; mails++)
        {
            var batch = new HeldBatch
            {
                Program = EmailScene.Slug,
                Day = new DateOnly(2026, 11, 10),
                AskedAt = EmailScene.Now,
                Commissions = [view.Id],
                Mails = mails,
            };
            await scene
                .Get<HeldCommissionMails>()
                .SendAsync(await scene.ProgramAsync(), batch, [view], EmailScene.Owner, default);
        }
    }

    private static async Task SendAdjustmentsAsync(EmailScene scene)
    {
        var adjustment = new StoredAdjustment
        {
            Id = AdjustmentId.Parse("adj_1"),
            Program = EmailScene.Slug,
            Kind = AdjustmentKind.Bonus,
            Partner = Partner,
            Amount = 5_000,
            Currency = "USD",
            Reason = Text,
            PreparedBy = HostileTexts.Address,
            RequestedAt = EmailScene.Now,
            Status = AdjustmentStatus.NotApplied,
            NotAppliedBecause = Text,
            Decision = new AdjustmentDecision("owner@example.com", Text, EmailScene.Now),
        };
        await scene.Get<AdjustmentStore>().AddAsync(adjustment, default);
        await scene.Function<MailPreparer>().RunAsync(new AdjustmentKey(EmailScene.Slug, adjustment.Id), default);
        var balance = adjustment with
        {
            Id = AdjustmentId.Parse("adj_2"),
            Kind = AdjustmentKind.OpeningBalance,
            Batch = "batch-1",
            Status = AdjustmentStatus.AwaitingApproval,
            Decision = null,
        };
        await scene.Get<AdjustmentStore>().AddAsync(balance, default);
        var outcome = new ApprovalOutcome(
            "1",
            "reject",
            "owner@example.com",
            Text,
            null,
            EmailScene.Now,
            EmailScene.Now
        );
        await scene
            .Function<MailOpeningBalancesDecision>()
            .RunAsync(
                new MailOpeningBalancesDecision.Input(new OpeningBalancesKey(EmailScene.Slug, "batch-1"), outcome),
                default
            );
    }
}
