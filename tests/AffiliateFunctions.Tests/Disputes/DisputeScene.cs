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
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;
using IPartners = AffiliateFunctions.Onboarding.IPartners;
using Payee = AffiliateFunctions.Onboarding.Partner;

namespace AffiliateFunctions.Tests.Disputes;

/// <summary>The steps of a dispute: a partner earns and contests, the owner decides, the orchestration runs.</summary>
internal static class DisputeScene
{
    public const string Claim = "The customer has paid this invoice twice.";

    public static KnownConversion Uncredited { get; } =
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

    public static async Task<CommissionId> EarnAsync(AdjustmentHost host, string? holdReason = null)
    {
        var sale = Effects.Sale("sale-1", credited: [Partner]) with { HoldReason = holdReason };
        var applied = await host.Get<IAccrualLedger>().ApplyAsync(Slug, Partner, [sale], default);
        return applied[0].Commissions[0];
    }

    public static async Task<Payee> PartnerAsync(AdjustmentHost host) =>
        (await host.Get<IPartners>().FindAsync(Slug, Partner, default))!;

    public static async Task<DisputeLinkResult> SendAsync(AdjustmentHost host, OpenDispute.DisputeForm form)
    {
        var link = host.Get<DisputeLinks>()
            .For(await PartnerAsync(host), Period.Parse("2026-11"), host.Clock.GetUtcNow())!;
        return await host.Get<DisputeService>().DisputeAsync(TokenOf(link.Address), form, host.Orchestrations, default);
    }

    public static async Task<Dispute> OpenAsync(AdjustmentHost host, OpenDispute.DisputeForm form) =>
        Assert.IsType<DisputeLinkResult.Done>(await SendAsync(host, form)).Dispute;

    public static Task<Dispute> DisputeAsync(AdjustmentHost host, Dispute dispute) =>
        host.Get<DisputeStore>().RequireAsync(new DisputeKey(Slug, dispute.Id), default);

    public static async Task<List<StoredAdjustment>> AdjustmentsAsync(AdjustmentHost host) =>
        await host.Get<AdjustmentStore>()
            .ListAsync(Slug, new AdjustmentFilter(Partner: null, Status: null, After: null), default)
            .ToListAsync();

    public static async Task<ApprovalRequest> RequestAsync(AdjustmentHost host, Dispute dispute) =>
        (await host.Get<ApprovalStore>().FindAsync(Slug, $"dispute-{dispute.Id}", default))!.Request;

    public static async Task DecideAsync(AdjustmentHost host, Dispute dispute, string decision, string? amount)
    {
        var decided = new ApprovalDecision(decision, "owner@example.com", null, "Because.", host.Clock.GetUtcNow())
        {
            Inputs = amount is null ? null : new Dictionary<string, string> { ["amount"] = amount },
        };
        await host.Get<ApprovalStore>().DecideAsync(Slug, $"dispute-{dispute.Id}", decided, default);
    }

    public static Task RunAsync(AdjustmentHost host, Dispute dispute) =>
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

    public static string TokenOf(string link) => new Uri(link).Segments[^1];

    internal sealed class WaitingException : Exception;
}
