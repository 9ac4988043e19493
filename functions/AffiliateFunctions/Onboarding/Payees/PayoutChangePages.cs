using System.Diagnostics;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>The pages of the links that confirm or discard a change of payout details.</summary>
public sealed class PayoutChangePages(PageAnswers pages)
{
    /// <summary>The page of a result.</summary>
    public Task<IResult> AnswerAsync(PayoutChangeResult result, string token) =>
        result switch
        {
            PayoutChangeResult.Open open => pages.AnswerAsync<ConfirmPage>(
                PayoutChangeLinks.Confirms(open.Token) ? ConfirmationOf(open, token) : DiscardOf(open, token)
            ),
            PayoutChangeResult.Disputable disputable => pages.AnswerAsync<ConfirmPage>(DisputeOf(disputable, token)),
            PayoutChangeResult.Disputed disputed => pages.StatusAsync(
                new StatusMessage(
                    "The finance team is informed",
                    "The details below stay in force for now. We have asked the finance team to call you before the "
                        + "next payout. If somebody else can read your e-mail, change its password.",
                    StatusTone.Warning,
                    AfterConfirmation(disputed.Payee)
                )
            ),
            PayoutChangeResult.Done done => pages.StatusAsync(DoneOf(done.Payee, done.Decided)),
            PayoutChangeResult.AlreadyDone done => pages.StatusAsync(
                DoneOf(done.Payee, done.Decided) with
                {
                    Title = "Already done",
                    Tone = StatusTone.Info,
                },
                StatusCodes.Status409Conflict
            ),
            PayoutChangeResult.Outdated => pages.StatusAsync(
                new StatusMessage(
                    "This change no longer applies",
                    "Other payout details were entered since. Use the link in the latest e-mail.",
                    StatusTone.Warning
                ),
                StatusCodes.Status409Conflict
            ),
            PayoutChangeResult.Expired => pages.StatusAsync(
                new StatusMessage(
                    "This link has expired",
                    $"A change can be confirmed for {PayoutChange.Lifetime.Days} days. A change that is not "
                        + "confirmed by then is dropped.",
                    StatusTone.Warning
                ),
                StatusCodes.Status410Gone
            ),
            PayoutChangeResult.Invalid => pages.InvalidLinkAsync(),
            _ => throw new UnreachableException($"No page for {result}."),
        };

    /// <summary>The old and the new details, as pages and e-mails show them.</summary>
    internal static IReadOnlyList<Fact> FactsOf(Partner partner, PayoutChange change) =>
        [
            new Fact("Now", SummaryOf(partner.Payout.Method, partner.Payout.Summary)),
            new Fact("New", SummaryOf(change.Method, change.Summary)),
            new Fact("Entered at", DisplayFormat.Time(change.RequestedAt)),
        ];

    private static Confirmation ConfirmationOf(PayoutChangeResult.Open open, string token) =>
        new(
            open.Program.Brand(),
            "Confirm your new payout details",
            "Confirm only if you have entered the new details yourself. For your safety nothing is paid to them in the "
                + "first three days.",
            "Confirm the change",
            PayoutChangeLinks.PathOf(token)
        )
        {
            Facts = FactsOf(open.Payee, open.Asked),
        };

    private static Confirmation DiscardOf(PayoutChangeResult.Open open, string token) =>
        new(
            open.Program.Brand(),
            "Discard the new payout details",
            $"Press the button if you have not entered the new details. They are discarded, we go on paying you as now, "
                + $"and the finance team of {open.Program.Name} is informed.",
            "This was not me: discard the change",
            PayoutChangeLinks.PathOf(token)
        )
        {
            Facts = FactsOf(open.Payee, open.Asked),
        };

    /// <summary>The details before and after a confirmed change, as pages and e-mails show them.</summary>
    internal static IReadOnlyList<Fact> AfterConfirmation(Partner partner) =>
        [
            new Fact("Before", partner.Payout.PreviousSummary ?? "none"),
            new Fact("Now", SummaryOf(partner.Payout.Method, partner.Payout.Summary)),
            new Fact("Changed at", partner.Payout.ChangedAt is { } at ? DisplayFormat.Time(at) : "unknown"),
        ];

    private static Confirmation DisputeOf(PayoutChangeResult.Disputable disputable, string token) =>
        new(
            disputable.Program.Brand(),
            "The new payout details were confirmed",
            "Somebody has confirmed the new details by the other link of the e-mail. Press the button if it was not "
                + $"you: the finance team of {disputable.Program.Name} is informed.",
            "This was not me: inform the finance team",
            PayoutChangeLinks.PathOf(token)
        )
        {
            Facts = AfterConfirmation(disputable.Payee),
        };

    private static StatusMessage DoneOf(Partner partner, PayoutChange change) =>
        change.Status == PayoutChangeStatus.Discarded
            ? new StatusMessage(
                "The change is discarded",
                "Your payout details stay as they are, and the finance team is informed. If somebody else can read your "
                    + "e-mail, change its password.",
                StatusTone.Ok,
                [new Fact("Payout details", SummaryOf(partner.Payout.Method, partner.Payout.Summary))]
            )
            : new StatusMessage(
                "Your new payout details are confirmed",
                partner.Payout.HeldUntil is { } until && partner.Payout.Account == change.Account
                    ? $"For your safety nothing is paid to them before {DisplayFormat.Time(until)}. If you have not asked "
                        + "for this, reply at once to the e-mail about the change."
                    : "They have applied since.",
                StatusTone.Ok,
                [new Fact("Payout details", SummaryOf(partner.Payout.Method, partner.Payout.Summary))]
            );

    private static string SummaryOf(string? method, string? summary) =>
        method is null ? "none" : $"{PayeePolicy.NameOf(method)}: {summary}";
}
