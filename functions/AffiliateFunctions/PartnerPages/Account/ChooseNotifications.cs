using Affiliate.Domain.Identity;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.Account;

/// <summary>The page on which a partner chooses which e-mails it wants. GET changes nothing; POST stores the choice.</summary>
[Tags("Partner pages")]
public sealed class ChooseNotifications(PartnerRequests requests, INotificationChoices choices, PageAnswers pages)
{
    /// <summary>Shows the choice, and which e-mails cannot be switched off.</summary>
    [Function(nameof(ShowPartnerNotifications))]
    [EndpointSummary("Shows a signed-in partner which e-mails it receives, and which of them it can switch off.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> ShowPartnerNotifications(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "partner/{program}/notifications")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForPartnerAsync(
            request,
            program,
            account => pages.AnswerAsync<PartnerFormPage>(NotificationText.Of(account, result: null)),
            cancellationToken
        );

    /// <summary>Stores the choice.</summary>
    [Function(nameof(ChoosePartnerNotifications))]
    [EndpointSummary("Stores which e-mails a signed-in partner wants. A topic that is not ticked is switched off.")]
    [Consumes(typeof(NotificationForm), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&statements=true&lead_reminders=true")]
    [ProducesPages(200, 400, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    [ProducesProblems(413, 415)]
    public Task<IResult> ChoosePartnerNotifications(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "partner/{program}/notifications")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForFormAsync(
            request,
            program,
            (account, fields) => ChooseAsync(account, fields, cancellationToken),
            cancellationToken
        );

    private async Task<IResult> ChooseAsync(
        PartnerAccount account,
        IReadOnlyDictionary<string, string> fields,
        CancellationToken cancellationToken
    )
    {
        // A topic that the page does not show stays as it is.
        var stored = (account.Partner.Notifications ?? new PartnerNotifications()).ToChoices();
        var shown = account.Partner.NotificationChoices();
        var wanted = stored
            .Where(choice =>
                shown.ContainsKey(choice.Key)
                    ? fields.GetValueOrDefault(NotificationText.FieldOf(choice.Key)) == "true"
                    : choice.Value
            )
            .Select(choice => choice.Key)
            .ToHashSet();
        var changed = await choices.ChooseAsync(account.Program, account.Partner.Id, wanted, cancellationToken);
        return changed.Succeeded
            ? await pages.AnswerAsync<PartnerFormPage>(
                NotificationText.Of(account with { Partner = changed.Value }, "Your choice is saved.")
            )
            : await requests.NotFoundAsync();
    }

    /// <summary>The fields of the form. A checkbox that is not ticked sends no field.</summary>
    /// <param name="FormToken">The token that the page contains.</param>
    /// <param name="Statements"><c>true</c> if statements are wanted.</param>
    /// <param name="CommissionNews"><c>true</c> if news about commissions are wanted.</param>
    /// <param name="Coaching"><c>true</c> if advice is wanted.</param>
    /// <param name="LeadReminders"><c>true</c> if reminders of leads are wanted.</param>
    /// <param name="CertificationReminders"><c>true</c> if reminders of certifications are wanted.</param>
    public sealed record NotificationForm(
        string FormToken,
        string? Statements = null,
        string? CommissionNews = null,
        string? Coaching = null,
        string? LeadReminders = null,
        string? CertificationReminders = null
    );
}
