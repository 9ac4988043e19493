using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Onboarding.Payees;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding;

/// <summary>Asks partners for their payout details by an e-mail with a link.</summary>
public static class PayoutDetailsRequests
{
    /// <summary>
    /// Sends the e-mail in the background. Each cause sends one e-mail, however often it is reported.
    /// </summary>
    public static Task AskForPayoutDetailsAsync(
        this DurableTaskClient orchestrations,
        PayoutDetailsRequest request,
        CancellationToken cancellationToken
    ) =>
        orchestrations.StartOnceAsync(
            nameof(PayoutDetailsRequestOrchestrator),
            $"payout-details-{request.Program}-{request.Partner}-{request.Cause}",
            request,
            cancellationToken
        );
}

/// <summary>A request to a partner to enter payout details.</summary>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Cause">The unique cause, such as the id of a failed payout.</param>
/// <param name="Failed">The payout that failed; null if the partner has asked for the link.</param>
public sealed record PayoutDetailsRequest(
    ProgramSlug Program,
    PartnerId Partner,
    string Cause,
    FailedPayout? Failed = null
);

/// <summary>A payout that the bank or the payment provider has not made.</summary>
/// <param name="Period">The month of its cycle.</param>
/// <param name="Amount">The amount in minor units.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Reason">The reason in the words of the bank, or null.</param>
/// <param name="Remedy">What the partner can do about it, or null.</param>
public sealed record FailedPayout(Period Period, long Amount, string Currency, string? Reason, string? Remedy = null);
