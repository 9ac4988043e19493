using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments;

/// <summary>Asks for adjustments, for other features. A second person decides, and only then an amount is posted.</summary>
public interface IAdjustments
{
    /// <summary>
    /// Asks for a correction. A repeated call with the same claim returns the adjustment that the first call asked for.
    /// </summary>
    Task<Result<AdjustmentId>> AskForCorrectionAsync(
        AffiliateProgram program,
        CorrectionOrder order,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the adjustment waits for the decision of a second person.</summary>
    Task<bool> IsOpenAsync(ProgramSlug program, AdjustmentId adjustment, CancellationToken cancellationToken);
}

/// <summary>A correction to ask for.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Amount">The amount in minor units of the program's currency.</param>
/// <param name="Reason">The reason, which the approver and, shortened, the partner reads.</param>
/// <param name="PreparedBy">The person who asks and therefore cannot approve; not an address for a rule.</param>
/// <param name="Claim">What identifies the order.</param>
public sealed record CorrectionOrder(PartnerId Partner, long Amount, string Reason, string PreparedBy, string Claim);
