using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments.Requests;

/// <summary>
/// Asks to move a customer to another partner from a time on. A second person of the charter decides by a link. Earlier
/// commissions stay.
/// </summary>
[Tags("Adjustments")]
public sealed class AssignCustomer(
    IPrograms programs,
    IPartners partners,
    ICustomerAssignments customers,
    AdjustmentRequests requests,
    TimeProvider clock
)
{
    private static readonly BodyValidator Validator = new();
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(366);

    /// <inheritdoc cref="AssignCustomer"/>
    [Function(nameof(AssignCustomer))]
    [EndpointSummary("Asks to move a customer to another partner, which a second person approves by link.")]
    [EndpointDescription(
        "From that time on, and not before the approval, conversions of the customer are credited to the partner "
            + "alone, whatever its touches are. While the partner is suspended, nobody is credited."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample(
        """
            {
              "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
              "from": "2026-12-01",
              "reason": "The agency looks after this customer now.",
              "prepared_by": "ann@example.com"
            }
            """
    )]
    [HeaderParameter(
        AdjustmentRequests.KeyHeader,
        "Identifies the request, so that a repeated one has no other effect."
    )]
    [ProducesResponseType<AdjustmentAnswer>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/customers/{id}/assignment")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<CustomerId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => Validator.Check(sent))
                    .Then(body => AskAsync(program, id, body, cancellationToken))
                    .Then(asked => StartAsync(program, asked, request, orchestrations, cancellationToken))
                    .Match(adjustment => HttpResults.Accepted(AdjustmentAnswer.Of(adjustment))),
            cancellationToken
        );

    private async Task<Result<AskedAdjustment>> AskAsync(
        AffiliateProgram program,
        string id,
        Body body,
        CancellationToken cancellationToken
    )
    {
        if (
            !CustomerId.TryParse(id, out var customer)
            || await customers.FindPartnersAsync(program.Slug, customer, cancellationToken) is null
        )
        {
            return Problem.NotFound($"There is no customer '{id}' in the program.");
        }

        if (AdjustmentRequests.Refusal(program, body.PreparedBy) is { } refusal)
        {
            return refusal;
        }

        if (Instants.Read(body.From) is not { } from || from > clock.GetUtcNow() + MaxAhead)
        {
            return Problem.Invalid("/from", $"Give {WrittenTime.Form}, at most a year ahead.");
        }

        return
            await partners.FindAsync(program.Slug, body.Partner, cancellationToken) is { Status: PartnerStatus.Active }
            ? new AskedAdjustment(AdjustmentKind.Assignment, body.Partner, body.Reason, body.PreparedBy)
            {
                Customer = customer,
                From = from,
            }
            : Problem.Invalid("/partner", "Give the id of an active partner of the program.");
    }

    private async Task<Result<StoredAdjustment>> StartAsync(
        AffiliateProgram program,
        AskedAdjustment asked,
        HttpRequest request,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var key = AdjustmentRequests.ReadKey(request);
        return key.Succeeded
            ? await requests.StartAsync(program, asked, key.Value, orchestrations, cancellationToken)
            : key.Problem;
    }

    /// <summary>The assignment.</summary>
    /// <param name="Partner">The partner that the customer is to belong to.</param>
    /// <param name="From">The time from which it does; a day begins at midnight UTC.</param>
    /// <param name="Reason">The reason, which the approver reads.</param>
    /// <param name="PreparedBy">The e-mail address of the person who prepares the assignment and cannot approve
    /// it.</param>
    public sealed record Body(
        PartnerId Partner,
        string From,
        [property: DataType(DataType.MultilineText)] string Reason,
        string? PreparedBy = null
    );

    private sealed class BodyValidator : AbstractValidator<Body>
    {
        public BodyValidator() =>
            RuleFor(body => body.Reason)
                .Must(AdjustmentRequests.IsReason)
                .WithMessage(AdjustmentRequests.ReasonSentence);
    }
}
