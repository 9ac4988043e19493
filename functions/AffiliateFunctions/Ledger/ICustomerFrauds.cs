using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// The customers of commissions. The feature that stores customers implements this to learn about frauds.
/// </summary>
public interface ICustomerFrauds
{
    /// <summary>
    /// Reports that a commission was taken back for a fraud of its customer. The call may be repeated.
    /// </summary>
    Task ReportAsync(
        ProgramSlug program,
        CustomerId customer,
        CustomerFraud fraud,
        CancellationToken cancellationToken
    );
}

/// <summary>A fraud of a customer, as a person has decided.</summary>
/// <param name="Cause">The decision: the id of the reversed commission, or of the adjustment that voided it.</param>
/// <param name="Actor">The person or caller who decided.</param>
/// <param name="At">When it was decided.</param>
public sealed record CustomerFraud(string Cause, string Actor, DateTimeOffset At);
