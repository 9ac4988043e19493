using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.ConsolePages.Partners;

/// <summary>Suspends and reinstates partners in the name of the signed-in person.</summary>
[Tags("Console")]
public sealed class ChangeConsolePartner(
    ConsoleRequests requests,
    ShowConsolePartner page,
    IPartnerStatusActions actions
)
{
    private const int MaxText = 4000;

    /// <summary>Suspends a partner.</summary>
    [Function(nameof(SuspendConsolePartner))]
    [EndpointSummary("Suspends a partner in the person's name; the partner is told by e-mail.")]
    [Consumes(typeof(ConsoleStatusFields), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&reason=Bids+on+our+brand")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The partner is suspended.")]
    [ProducesPages(400, 404, 409)]
    [ProducesProblems(413, 415)]
    public Task<IResult> SuspendConsolePartner(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/programs/{program}/partners/{id}/suspend")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<PartnerId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
                await shown.AfterFormAsync(
                    await actions.SuspendAsync(
                        shown.Program,
                        id,
                        TextsOf(shown.Visit),
                        orchestrations,
                        cancellationToken
                    ),
                    $"{ConsoleSections.Partners}/{id}",
                    DoneMessages.Suspended,
                    problems => page.ShowAsync(shown, id, problems, cancellationToken)
                ),
            cancellationToken
        );

    /// <summary>Makes a suspended partner active again.</summary>
    [Function(nameof(ReinstateConsolePartner))]
    [EndpointSummary("Reinstates a suspended partner in the person's name; the partner is told by e-mail.")]
    [Consumes(typeof(ConsoleStatusFields), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&reason=The+bids+have+ended")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The partner is active.")]
    [ProducesPages(400, 404, 409)]
    [ProducesProblems(413, 415)]
    public Task<IResult> ReinstateConsolePartner(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "console/programs/{program}/partners/{id}/reinstate"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<PartnerId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
                await shown.AfterFormAsync(
                    await actions.ReinstateAsync(
                        shown.Program,
                        id,
                        TextsOf(shown.Visit),
                        orchestrations,
                        cancellationToken
                    ),
                    $"{ConsoleSections.Partners}/{id}",
                    DoneMessages.Reinstated,
                    problems => page.ShowAsync(shown, id, problems, cancellationToken)
                ),
            cancellationToken
        );

    /// <summary>The form that changes the status of a partner; none for a closed one.</summary>
    internal static IEnumerable<ConsoleBlock> FormsFor(ConsoleProgram shown, Partner partner)
    {
        var path = shown.PathOf(partner.Id);
        var form = partner.Status switch
        {
            PartnerStatus.Active => new ConsoleForm($"{path}/suspend", "Suspend the partner")
            {
                Summary = "Suspend this partner",
                Text = "New conversions are no longer credited to it, and it is not paid until it is reinstated.",
                IsDangerous = true,
            },
            PartnerStatus.Suspended => new ConsoleForm($"{path}/reinstate", "Reinstate the partner")
            {
                Summary = "Reinstate this partner",
                Text = "The partner earns and is paid again.",
            },
            _ => null,
        };
        if (form is not null)
        {
            yield return new ActionBlock(
                form with
                {
                    Fields =
                    [
                        new EntryField("reason", "Reason, for the record")
                        {
                            IsLong = true,
                            Longest = MaxText,
                            IsRequired = partner.Status == PartnerStatus.Active,
                        },
                        new EntryField("message", "Message to the partner")
                        {
                            Hint = "optional, part of the e-mail",
                            IsLong = true,
                            Longest = MaxText,
                            IsRequired = false,
                        },
                    ],
                }
            );
        }
    }

    private static PartnerStatusTexts TextsOf(ConsoleVisit visit) => new(visit.Field("reason"), visit.Field("message"));
}

/// <summary>The fields of the form that changes the status of a partner.</summary>
/// <param name="FormToken">The token of the form.</param>
/// <param name="Reason">The reason, which is recorded.</param>
/// <param name="Message">What the partner is told in addition.</param>
public sealed record ConsoleStatusFields(string? FormToken = null, string? Reason = null, string? Message = null);
