using Affiliate.Domain.Payouts;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.Payouts;

namespace AffiliateFunctions.PartnerPages.Earnings;

/// <summary>Says what is missing for the next payout, and how the partner adds it.</summary>
internal static class MissingSteps
{
    /// <summary>The missing steps; a paragraph without a button for what the partner cannot change.</summary>
    public static IReadOnlyList<MissingStep> Of(PartnerAccount account, PartnerBalance balance, NextPayout next) =>
        [.. next.Missing.Select(reason => Of(account, balance, next, reason))];

    private static MissingStep Of(PartnerAccount account, PartnerBalance balance, NextPayout next, string reason)
    {
        var (program, partner) = (account.Program.Slug, account.Partner);
        return reason switch
        {
            SkipReasons.TaxFormMissing => new MissingStep(
                partner.Tax is { ExpiresAt: { } day, Status: not "missing" }
                    ? $"Your tax form was valid through {DisplayFormat.Day(day)}. We need a new one before we can pay you."
                    : "We need your tax form before we can pay you.",
                "Submit your tax form",
                PartnerPaths.TaxForm(program)
            ),
            SkipReasons.DetailsMissing => new MissingStep(
                "We need your payout details before we can pay you.",
                "Enter your payout details",
                PartnerPaths.PayoutDetails(program)
            ),
            SkipReasons.MethodNotOffered or SkipReasons.MethodCurrency => new MissingStep(
                "The program cannot pay you by your payout method. Please choose another one.",
                "Enter other payout details",
                PartnerPaths.PayoutDetails(program)
            ),
            SkipReasons.DetailsChanged => Text(
                "Your payout details have changed. For your safety nothing is paid to them before "
                    + $"{DisplayFormat.Time(partner.Payout.HeldUntil ?? default)}."
            ),
            SkipReasons.BelowMinimum => Text(
                $"Payouts begin at {account.Amount(next.Minimum)}. What is due now, "
                    + $"{account.Amount(Math.Max(0, balance.Payable + balance.Negative))}, is carried over until then."
            ),
            SkipReasons.PartnerNotActive when partner.Closing?.HeldUntil is { } end => Text(
                $"What you have earned is held until {account.Day(end)} and is paid afterwards."
            ),
            SkipReasons.PartnerNotActive => Text("Nothing is paid while your partnership is suspended."),
            _ => Text(SkipReasons.TextOf(reason)),
        };
    }

    private static MissingStep Text(string text) => new(text, Button: null, Action: null);
}
