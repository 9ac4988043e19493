using System.Diagnostics;
using Affiliate.Domain.Programs;
using Affiliate.Pages;

namespace AffiliateFunctions.Onboarding;

/// <summary>
/// Says what a partner's status means for it, with the same words in the e-mail about the change and on the partner's
/// own page.
/// </summary>
public static class PartnerStatusText
{
    /// <summary>What the status means, as a heading and paragraphs.</summary>
    /// <param name="partner">The partner.</param>
    /// <param name="program">The program, in whose time zone days are.</param>
    public static (string Title, IReadOnlyList<string> Paragraphs) Of(Partner partner, AffiliateProgram program) =>
        partner switch
        {
            { Status: PartnerStatus.Suspended } => (
                $"Your partnership with {program.Name} is suspended",
                [
                    "Customers who follow your link, or use your code or coupon, are not counted as yours at present.",
                    "No payout is made to you while you are suspended. What you have earned stays in your account.",
                ]
            ),
            { Status: PartnerStatus.Active } => (
                $"Your partnership with {program.Name} is active again",
                [
                    "Customers who follow your link, or use your code or coupon, are counted as yours again.",
                    "What is due to you is paid with the next payout.",
                ]
            ),
            { Status: PartnerStatus.Closed, Closing: var closing } => (
                $"Your partnership with {program.Name} has ended",
                [
                    "Your link, your code and your coupons no longer count customers as yours.",
                    closing?.HeldUntil is { } end
                        ? $"What you have earned is held until {DisplayFormat.Day(end, program.Zone)} and is then paid, "
                            + "less what is refunded by then."
                        : "What you have earned is paid as it falls due, also below the minimum of a payout.",
                ]
            ),
            _ => throw new UnreachableException($"There is no text about the status {partner.Status}."),
        };
}
