using System.Diagnostics;
using Affiliate.Domain.Banking;
using Affiliate.Domain.Payouts;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>The pages on which partners enter their payout details.</summary>
public sealed class PayeePages(PageAnswers pages, TimeProvider clock)
{
    /// <summary>The page of a result. A form with mistakes keeps the entered values.</summary>
    /// <param name="result">The result of the link.</param>
    /// <param name="token">The token of the link.</param>
    /// <param name="entered">The entered values; for a first look, the method that is asked for.</param>
    public Task<IResult> AnswerAsync(PayeeLinkResult result, string token, EnteredDetails entered) =>
        result switch
        {
            PayeeLinkResult.Open open => FormAsync(open.Owner, token, entered, UnknownMethod(entered.Method)),
            PayeeLinkResult.Refused refused => FormAsync(refused.Owner, token, entered, refused.Problem),
            PayeeLinkResult.Saved saved => SavedAsync(saved.Owner, token),
            PayeeLinkResult.ChangeRequested requested => RequestedAsync(requested, token),
            PayeeLinkResult.Used used => NewLinkAsync(
                used.Owner,
                token,
                "This link has been used",
                "You have entered this since we sent the link, and a link works once.",
                StatusCodes.Status409Conflict
            ),
            PayeeLinkResult.Expired expired => NewLinkAsync(
                expired.Owner,
                token,
                "This link has expired",
                "For your safety a link works for a limited time.",
                StatusCodes.Status410Gone
            ),
            PayeeLinkResult.Invalid => InvalidAsync(),
            _ => throw new UnreachableException($"No page for {result}."),
        };

    /// <summary>The page that says that a new link was sent.</summary>
    public Task<IResult> RenewedAsync(Payee payee) =>
        pages.StatusAsync(
            new StatusMessage(
                "We have sent you a new link",
                $"Open the link in the e-mail to {PayoutDetailsCheck.Masked(payee.Partner.Email)}, the address that "
                    + $"{payee.Program.Name} knows.",
                StatusTone.Ok
            )
            {
                Brand = payee.Program.Brand(),
            }
        );

    /// <summary>The page that says why no new link is sent.</summary>
    public Task<IResult> LimitedAsync(string reason) =>
        pages.StatusAsync(
            new StatusMessage("No new link at present", reason, StatusTone.Warning),
            StatusCodes.Status429TooManyRequests
        );

    /// <summary>The page of a link that is not genuine.</summary>
    public Task<IResult> InvalidAsync() => pages.InvalidLinkAsync();

    private Task<IResult> FormAsync(Payee payee, string token, EnteredDetails entered, Problem? problem)
    {
        var policy = payee.Policy;
        if (MethodOf(payee, entered.Method) is not { } method)
        {
            return pages.StatusAsync(
                new StatusMessage(
                    "No payout method yet",
                    $"{payee.Program.Name} offers no payout method that can pay {payee.Program.Currency}. Please answer "
                        + "the e-mail with the link.",
                    StatusTone.Warning
                )
                {
                    Brand = payee.Program.Brand(),
                }
            );
        }

        return pages.AnswerAsync<EntryPage>(
            new EntryForm
            {
                Brand = payee.Program.Brand(),
                Title = "How we pay you",
                Paragraphs = [policy.WhenPaid, .. NoteOf(payee.Partner)],
                TabsLabel = "Payout methods",
                Tabs =
                [
                    .. policy.Methods.Select(offered => new EntryTab(
                        Capitalized(PayeePolicy.NameOf(offered)),
                        $"{PayoutDetailsLinks.PathOf(token)}?method={offered}",
                        offered == method
                    )),
                ],
                Action = PayoutDetailsLinks.PathOf(token),
                Button = "Save my payout details",
                Hidden = new Dictionary<string, string> { ["method"] = method },
                Fields = PayoutFields.Of(method),
                Values = entered.Fields,
                Errors = ErrorsOf(problem),
                Next = TaxFormOf(payee, token),
            },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );
    }

    private Task<IResult> SavedAsync(Payee payee, string token) =>
        pages.StatusAsync(
            new StatusMessage(
                "Your payout details are saved",
                $"{payee.Policy.WhenPaid} Details are stored encrypted and are never shown again.",
                StatusTone.Ok,
                FactsOf(payee.Partner.Payout.Method!, payee.Partner.Payout.Summary!)
            )
            {
                Brand = payee.Program.Brand(),
                Next = TaxFormOf(payee, token),
            }
        );

    private Task<IResult> RequestedAsync(PayeeLinkResult.ChangeRequested requested, string token) =>
        pages.StatusAsync(
            new StatusMessage(
                "Please confirm the change",
                $"We have sent an e-mail to {PayoutDetailsCheck.Masked(requested.Owner.Partner.Email)}. Nothing changes "
                    + $"until you confirm there; after {DisplayFormat.Time(requested.Change.ExpiresAt)} the change is "
                    + "dropped.",
                StatusTone.Ok,
                [
                    new Fact("Now", requested.Owner.Partner.Payout.Summary ?? "none"),
                    .. FactsOf(requested.Change.Method, requested.Change.Summary),
                ]
            )
            {
                Brand = requested.Owner.Program.Brand(),
                Next = TaxFormOf(requested.Owner, token),
            }
        );

    private Task<IResult> NewLinkAsync(Payee payee, string token, string title, string reason, int status) =>
        pages.AnswerAsync<ConfirmPage>(
            new Confirmation(
                payee.Program.Brand(),
                title,
                $"{reason} To enter something else, ask for a new link. We send it to "
                    + $"{PayoutDetailsCheck.Masked(payee.Partner.Email)}.",
                "Send me a new link",
                PayoutDetailsLinks.RenewalPathOf(token)
            )
            {
                Next = status == StatusCodes.Status409Conflict ? TaxFormOf(payee, token) : null,
            },
            status
        );

    private static IEnumerable<string> NoteOf(Partner partner) =>
        partner.Payout.Summary is { } summary
            ?
            [
                $"We pay you to {summary} now. We ask you by e-mail to confirm other details. For your safety nothing is "
                    + "paid to them in the first three days.",
            ]
            : ["Details are stored encrypted. Nobody sees more of them than the last digits."];

    private static List<Fact> FactsOf(string method, string summary) =>
        [new Fact("Method", Capitalized(PayeePolicy.NameOf(method))), new Fact("Details", summary)];

    // A partner that can be paid without a form, or has a valid one, is not asked for one.
    private NextPage? TaxFormOf(Payee payee, string token)
    {
        var tax = payee.Partner.Tax;
        if (!payee.Policy.NeedsTaxForm || tax.IsValidAt(clock.GetUtcNow(), payee.Program.Zone))
        {
            return null;
        }

        var reason =
            tax.ExpiresAt is { } day && tax.Status != "missing"
                ? $"Your tax form was valid through {DisplayFormat.Day(day)}."
                : "We need your tax form too before we can pay you.";
        return new NextPage(reason, "Go to your tax form", PayoutDetailsLinks.TaxFormPathOf(token));
    }

    // A link can name a method that the program offers no longer: the page then shows another one.
    private static Problem? UnknownMethod(string asked) =>
        asked.Length == 0 || PayoutMethods.All.Contains(asked)
            ? null
            : Problem.Invalid("/method", $"There is no payout method '{asked}'. Choose one of those above.");

    private static string? MethodOf(Payee payee, string asked)
    {
        var methods = payee.Policy.Methods;
        var likely = payee.Partner.Country switch
        {
            "US" => "ach",
            var country when SepaArea.Countries.Contains(country) => "sepa",
            _ => "wise",
        };
        return new[] { asked, payee.Partner.Payout.Method, likely }.FirstOrDefault(method => methods.Contains(method!))
            ?? (methods is [var first, ..] ? first : null);
    }

    // A pointer to a field of the details names a field of the form. Other problems are shown above the form.
    private static Dictionary<string, IReadOnlyList<string>> ErrorsOf(Problem? problem) =>
        problem?.Errors.ToDictionary(
            error =>
                error.Key.StartsWith("/payout/details/", StringComparison.Ordinal)
                    ? error.Key["/payout/details/".Length..]
                    : string.Empty,
            error => error.Value
        )
        ?? [];

    private static string Capitalized(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";
}
