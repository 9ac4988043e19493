using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Adjustments;
using AffiliateFunctions.ConsolePages.Decisions;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.ConsolePages.Commissions;

/// <summary>Carries out what a person decides on the page of a commission.</summary>
[Tags("Console")]
public sealed class DecideConsoleCommission(
    ConsoleRequests requests,
    ShowConsoleCommissions page,
    IHeldCommissions held,
    ICommissionVoids voids
)
{
    /// <summary>Releases or reverses a held commission.</summary>
    [Function(nameof(DecideConsoleCommission))]
    [EndpointSummary("Releases or reverses a held commission in the person's name.")]
    [Consumes(typeof(ConsoleHeldFields), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&decision=release&reason=Confirmed")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The commission is decided.")]
    [ProducesPages(400, 404, 409)]
    [ProducesProblems(413, 415)]
    public Task<IResult> DecideAsync(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "console/programs/{program}/commissions/{id}/decision"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<CommissionId>] string id,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
                await shown.AfterFormAsync(
                    await HoldForm
                        .Read(shown.Visit)
                        .ThenAsync(order => held.DecideAsync(shown.Program.Slug, id, order, cancellationToken)),
                    $"{ConsoleSections.Commissions}/{id}",
                    DoneMessages.Decided,
                    problems => page.ShowAsync(shown, id, problems, cancellationToken)
                ),
            cancellationToken
        );

    /// <summary>Asks to void a commission.</summary>
    [Function(nameof(VoidConsoleCommission))]
    [EndpointSummary("Asks to void a commission, which a second person approves by link.")]
    [EndpointDescription("A person who is signed in by address is the preparer and cannot approve the void.")]
    [Consumes(typeof(ConsoleVoidFields), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&reason_code=fraud&reason=Stolen+card")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "A second person is asked.")]
    [ProducesPages(400, 404, 409)]
    [ProducesProblems(413, 415)]
    public Task<IResult> VoidConsoleCommission(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/programs/{program}/commissions/{id}/void")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<CommissionId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var order = new VoidOrder(
                    Enum.GetValues<VoidReason>()
                        .FirstOrDefault(
                            reason => StoredJson.NameOf(reason) == shown.Visit.Field("reason_code"),
                            VoidReason.Other
                        ),
                    shown.Visit.Field("reason") ?? string.Empty,
                    shown.Preparer
                );
                return await shown.AfterFormAsync(
                    await voids.AskAsync(shown.Program, id, order, orchestrations, cancellationToken),
                    $"{ConsoleSections.Commissions}/{id}",
                    DoneMessages.VoidAsked,
                    problems => page.ShowAsync(shown, id, problems, cancellationToken)
                );
            },
            cancellationToken
        );
}

/// <summary>The fields of the form that asks to void a commission.</summary>
/// <param name="FormToken">The token of the form.</param>
/// <param name="ReasonCode">The reason in one word.</param>
/// <param name="Reason">The reason, which the approver reads.</param>
public sealed record ConsoleVoidFields(string? FormToken = null, VoidReason? ReasonCode = null, string? Reason = null);
