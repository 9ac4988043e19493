using Affiliate.Domain.Identity;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Adjustments;

/// <summary>What the approval of an adjustment shows, as of the time of the request.</summary>
public sealed class AdjustmentContent(IPartners partners, ILedger ledger)
{
    /// <summary>The label of the reason, which is erased with its partner.</summary>
    public const string Reason = "Reason";

    /// <summary>The facts, in the order in which they are read.</summary>
    public async Task<IReadOnlyList<ApprovalFact>> FactsAsync(
        StoredAdjustment adjustment,
        CancellationToken cancellationToken
    ) =>
        [
            new("Partner", await NameAsync(adjustment, cancellationToken)),
            .. adjustment.Kind == AdjustmentKind.Void
                ? await OfVoidAsync(adjustment, cancellationToken)
                : await OfAmountAsync(adjustment, cancellationToken),
            new("Prepared by", adjustment.PreparedBy ?? "a caller with the function key"),
        ];

    /// <summary>The question in one line.</summary>
    public async Task<string> SubjectAsync(StoredAdjustment adjustment, CancellationToken cancellationToken)
    {
        var name = await NameAsync(adjustment, cancellationToken);
        return adjustment.Kind == AdjustmentKind.Void
            ? $"Void a commission of {name}"
            : $"Approve a {AdjustmentWords.NameOf(adjustment.Kind).ToLowerInvariant()} of "
                + $"{AdjustmentWords.Amount(adjustment, adjustment.Amount!.Value)} for {name}";
    }

    /// <summary>The partner's company with its id, which stays when the partner is erased.</summary>
    public async Task<string> NameAsync(StoredAdjustment adjustment, CancellationToken cancellationToken) =>
        await partners.FindAsync(adjustment.Program, adjustment.Partner, cancellationToken) is { } partner
            ? $"{partner.Company} ({adjustment.Partner})"
            : adjustment.Partner.Value;

    private async Task<ApprovalFact[]> OfAmountAsync(StoredAdjustment adjustment, CancellationToken cancellationToken)
    {
        var balance = await ledger.BalanceAsync(adjustment.Program, adjustment.Partner, cancellationToken);
        var (due, amount) = (balance.Payable + balance.Negative, adjustment.Amount!.Value);
        return
        [
            new("Amount", AdjustmentWords.Amount(adjustment, amount)),
            new("Kind", AdjustmentWords.NameOf(adjustment.Kind)),
            new(Reason, adjustment.Reason),
            new("Due to the partner now", AdjustmentWords.Amount(adjustment, due)),
            new(
                "Due to the partner afterwards",
                AdjustmentWords.Amount(adjustment, due + amount)
                    + (due + amount < 0 ? ", which later commissions offset" : string.Empty)
            ),
        ];
    }

    private async Task<ApprovalFact[]> OfVoidAsync(StoredAdjustment adjustment, CancellationToken cancellationToken)
    {
        var commission = await RequireCommissionAsync(adjustment, cancellationToken);
        var kept = commission.Amount - commission.ReversedAmount;
        return
        [
            new("Commission", $"{commission.Rule}, event {commission.EventId} ({commission.Id})"),
            new("Status", commission.Status.Replace('_', ' ')),
            new("Reason code", StoredJson.NameOf(adjustment.ReasonCode!.Value)),
            new(Reason, adjustment.Reason),
            new("Kept by the partner now", AdjustmentWords.Amount(adjustment, kept)),
            new("Kept by the partner afterwards", AdjustmentWords.Amount(adjustment, 0)),
        ];
    }

    private async Task<CommissionView> RequireCommissionAsync(
        StoredAdjustment adjustment,
        CancellationToken cancellationToken
    ) =>
        await ledger.FindAsync(adjustment.Program, adjustment.Commission!.Value, cancellationToken)
        ?? throw new InvalidOperationException($"There is no commission {adjustment.Commission}.");
}
