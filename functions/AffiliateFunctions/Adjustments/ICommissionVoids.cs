using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments;

/// <summary>Asks to void commissions, for other features. A second person decides by a link.</summary>
public interface ICommissionVoids
{
    /// <summary>Asks to void a commission that is not paid yet. A repeated request has no other effect.</summary>
    Task<Result<AdjustmentId>> AskAsync(
        AffiliateProgram program,
        string id,
        VoidOrder order,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    );
}

/// <summary>Why a commission is to be voided.</summary>
/// <param name="ReasonCode">The reason in one word.</param>
/// <param name="Reason">The reason, which the approver reads.</param>
/// <param name="PreparedBy">The e-mail address of the person who prepares the void and cannot approve it, or null.</param>
public sealed record VoidOrder(VoidReason ReasonCode, string Reason, string? PreparedBy);
