using Affiliate.Domain.Identity;
using Affiliate.Pages;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Adjustments;

/// <summary>What the approval of an adjustment shows, as of the time of the request.</summary>
public sealed class AdjustmentContent(IPartners partners, ILedger ledger, ICustomerAssignments customers)
{
    /// <summary>The facts, in the order in which they are read.</summary>
    public async Task<IReadOnlyList<ApprovalFact>> FactsAsync(
        StoredAdjustment adjustment,
        CancellationToken cancellationToken
    ) =>
        [
            new("Partner", await NameAsync(adjustment, cancellationToken)),
            .. adjustment.Kind switch
            {
                AdjustmentKind.Void => await OfVoidAsync(adjustment, cancellationToken),
                AdjustmentKind.Assignment => await OfAssignmentAsync(adjustment, cancellationToken),
                _ => await OfAmountAsync(adjustment, cancellationToken),
            },
            new("Prepared by", adjustment.PreparedBy ?? "a caller with the function key"),
        ];

    /// <summary>The question in one line.</summary>
    public async Task<string> SubjectAsync(StoredAdjustment adjustment, CancellationToken cancellationToken)
    {
        var name = await NameAsync(adjustment, cancellationToken);
        return adjustment.Kind switch
        {
            AdjustmentKind.Void => $"Void a commission of {name}",
            AdjustmentKind.Assignment => $"Move the customer {adjustment.Customer} to {name}",
            _ => $"Approve a {AdjustmentWords.NameOf(adjustment.Kind).ToLowerInvariant()} of "
                + $"{AdjustmentWords.Amount(adjustment, adjustment.Amount!.Value)} for {name}",
        };
    }

    /// <summary>The partner's company with its id, which stays when the partner is erased.</summary>
    public Task<string> NameAsync(StoredAdjustment adjustment, CancellationToken cancellationToken) =>
        NameAsync(adjustment.Program, adjustment.Partner, cancellationToken);

    private static ApprovalFact ReasonOf(StoredAdjustment adjustment) =>
        new("Reason", adjustment.Reason) { IsPersonal = true };

    private async Task<string> NameAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken) =>
        await partners.FindAsync(program, id, cancellationToken) is { } partner
            ? $"{partner.Company} ({id})"
            : id.Value;

    private async Task<ApprovalFact[]> OfAssignmentAsync(
        StoredAdjustment adjustment,
        CancellationToken cancellationToken
    )
    {
        var known = await customers.FindPartnersAsync(
            adjustment.Program,
            adjustment.Customer!.Value,
            cancellationToken
        );
        var names = new List<string>();
        foreach (var partner in known ?? [])
        {
            names.Add(await NameAsync(adjustment.Program, partner, cancellationToken));
        }

        return
        [
            new("Customer", adjustment.Customer.Value.Value),
            new("From", $"{DisplayFormat.Time(adjustment.From!.Value)}, but not before this approval"),
            ReasonOf(adjustment),
            new("Partners so far, by touches or assignment", names.Count == 0 ? "none" : string.Join(", ", names)),
            new("Earlier commissions", "stay with the partners who earned them"),
        ];
    }

    private async Task<ApprovalFact[]> OfAmountAsync(StoredAdjustment adjustment, CancellationToken cancellationToken)
    {
        var balance = await ledger.BalanceAsync(adjustment.Program, adjustment.Partner, cancellationToken);
        var (due, amount) = (balance.Payable + balance.Negative, adjustment.Amount!.Value);
        return
        [
            new("Amount", AdjustmentWords.Amount(adjustment, amount)),
            new("Kind", AdjustmentWords.NameOf(adjustment.Kind)),
            ReasonOf(adjustment),
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
            ReasonOf(adjustment),
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
