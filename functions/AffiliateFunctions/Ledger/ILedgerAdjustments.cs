using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// Posts what persons have decided by hand and a second person has approved. Each posting is identified by its
/// adjustment, so a repeated call posts nothing and returns the same result.
/// </summary>
public interface ILedgerAdjustments
{
    /// <summary>Posts an amount that is payable at once, or a deduction that later commissions offset.</summary>
    Task<PostedAdjustment> PostAsync(ProgramSlug program, AdjustmentOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// Takes back everything that a commission is still worth, unless the commission is in a payout or paid, or a
    /// person has reversed or voided it already.
    /// </summary>
    Task<VoidedCommission> VoidAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionId commission,
        CommissionVoid decision,
        CancellationToken cancellationToken
    );
}

/// <summary>An adjustment that is posted.</summary>
/// <param name="Line">The line in the partner's ledger.</param>
/// <param name="DueBefore">The amount due to the partner before, in minor units.</param>
/// <param name="DueAfter">The amount due afterwards.</param>
public sealed record PostedAdjustment(CommissionId Line, long DueBefore, long DueAfter);

/// <summary>The result of voiding a commission.</summary>
/// <param name="Commission">The commission now.</param>
/// <param name="IsVoided">Whether the commission is voided by this decision.</param>
/// <param name="KeptBefore">What the partner kept of the commission before, in minor units; null when it is not
/// voided.</param>
public sealed record VoidedCommission(CommissionView Commission, bool IsVoided, long? KeptBefore);
