using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Approvals.Delegations;

/// <summary>The pages on which persons name their deputies.</summary>
public sealed class DelegationPages(PageAnswers pages)
{
    /// <summary>The form. With a problem, the form keeps the entered values and shows what to correct.</summary>
    public Task<IResult> FormAsync(
        AffiliateProgram program,
        string person,
        string token,
        DeputyForm entered,
        Problem? problem
    ) =>
        pages.AnswerAsync<EntryPage>(
            new EntryForm
            {
                Brand = program.Brand(),
                Title = "Name a deputy",
                Paragraphs =
                [
                    $"The deputy is asked for the decisions of {person} until the end of the day that you give. Requests "
                        + "that you have received already stay open for you, and their reminders go to the deputy.",
                    "A deputy who has prepared something is not asked to approve it. You and the deputy are told by e-mail.",
                ],
                TabsLabel = string.Empty,
                Action = DelegationLinks.PathOf(token),
                Button = "Name the deputy",
                Fields =
                [
                    new EntryField(DeputyForm.NameField, "Name of the deputy"),
                    new EntryField(DeputyForm.EmailField, "E-mail address") { Type = "email", Longest = 254 },
                    new EntryField(DeputyForm.UntilField, "Last day") { Type = "date", Longest = 10 },
                ],
                Values = new Dictionary<string, string>
                {
                    [DeputyForm.NameField] = entered.DeputyName ?? string.Empty,
                    [DeputyForm.EmailField] = entered.DeputyEmail ?? string.Empty,
                    [DeputyForm.UntilField] = entered.Until ?? string.Empty,
                },
                Errors = ErrorsOf(problem),
            },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );

    /// <summary>The page that confirms the deputy.</summary>
    public Task<IResult> NamedAsync(AffiliateProgram program, Delegation delegation) =>
        pages.StatusAsync(
            new StatusMessage(
                "Your deputy is named",
                $"{delegation.Deputy.Name} is asked for your decisions until {DisplayFormat.Time(delegation.Until)}.",
                StatusTone.Ok
            )
            {
                Brand = program.Brand(),
            }
        );

    /// <summary>The page for a person who has to sign in before naming a deputy.</summary>
    public Task<IResult> SignInAsync(AffiliateProgram program, string person, string token) =>
        pages.StatusAsync(
            new StatusMessage(
                "Sign in to name a deputy",
                "A deputy decides in your name. Sign in with the address that the request was sent to; sign out first if "
                    + "you are signed in with another one.",
                StatusTone.Info,
                [new Fact("The request was sent to", person)]
            )
            {
                Brand = program.Brand(),
                Next = new NextPage(
                    "You come back to this page afterwards.",
                    "Sign in",
                    ApprovalSignIns.SignInAddress(DelegationLinks.PathOf(token))
                ),
            },
            StatusCodes.Status403Forbidden
        );

    /// <summary>The page of a link that does not work.</summary>
    public Task<IResult> RefuseAsync(LinkRefusal? refusal) =>
        refusal == LinkRefusal.Expired
            ? pages.StatusAsync(
                new StatusMessage(
                    "This link has expired",
                    "Open the page of a newer request, and name a deputy there.",
                    StatusTone.Warning
                ),
                StatusCodes.Status410Gone
            )
            : pages.InvalidLinkAsync();

    private static Dictionary<string, IReadOnlyList<string>> ErrorsOf(Problem? problem) =>
        problem?.Errors.ToDictionary(
            error =>
                error.Key switch
                {
                    "/deputy/name" => DeputyForm.NameField,
                    "/deputy/email" => DeputyForm.EmailField,
                    "/until" => DeputyForm.UntilField,
                    _ => string.Empty,
                },
            error => error.Value
        ) ?? [];
}
