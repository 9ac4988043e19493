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
    AdjustmentStarter starter,
    TimeProvider clock
)
{
    private static readonly BodyValidator Validator = new();
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(366);
    private static readonly string FromSentence = $"Give {WrittenTime.Form}, at most a year ahead.";

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
                    .Then(body => StartAsync(program, id, body, request, orchestrations, cancellationToken))
                    .Match(adjustment => HttpResults.Accepted(AdjustmentAnswer.Of(adjustment))),
            cancellationToken
        );

    private async Task<Result<StoredAdjustment>> StartAsync(
        AffiliateProgram program,
        string id,
        Body body,
        HttpRequest request,
        DurableTaskClient orchestrations,
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

        var key = AdjustmentRequests.ReadKey(request);
        if (!key.Succeeded)
        {
            return key.Problem;
        }

        var asked = requests.New(program, AdjustmentKind.Assignment, body.Partner, body.Reason, body.PreparedBy) with
        {
            Customer = customer,
            From = Instants.Read(body.From),
        };
        return await starter.StartAsync(
            asked,
            key.Value,
            () => CheckAsync(program, asked, cancellationToken),
            orchestrations,
            cancellationToken
        );
    }

    private async Task<Problem?> CheckAsync(
        AffiliateProgram program,
        StoredAdjustment asked,
        CancellationToken cancellationToken
    )
    {
        if (AdjustmentRequests.Refusal(program, asked.PreparedBy) is { } refusal)
        {
            return refusal;
        }

        if (asked.From > clock.GetUtcNow() + MaxAhead)
        {
            return Problem.Invalid("/from", FromSentence);
        }

        return
            await partners.FindAsync(program.Slug, asked.Partner, cancellationToken) is { Status: PartnerStatus.Active }
            ? null
            : Problem.Invalid("/partner", "Give the id of an active partner of the program.");
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
        public BodyValidator()
        {
            RuleFor(body => body.From).Must(from => Instants.Read(from) is not null).WithMessage(_ => FromSentence);
            RuleFor(body => body.Reason)
                .Must(AdjustmentRequests.IsReason)
                .WithMessage(AdjustmentRequests.ReasonSentence);
        }
    }
}
