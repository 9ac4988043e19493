using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments.Requests;

/// <summary>
/// Asks to void a commission that is not paid yet. A second person of the charter decides by a link. The commission
/// identifies the request, so a repeated one has no other effect.
/// </summary>
[Tags("Adjustments")]
public sealed class VoidCommission(IPrograms programs, VoidRequests requests)
{
    private static readonly BodyValidator Validator = new();

    /// <inheritdoc cref="VoidCommission"/>
    [Function(nameof(VoidCommission))]
    [EndpointSummary("Asks to void a commission that is not paid yet, which a second person approves by link.")]
    [EndpointDescription(
        "An approved void takes back what the commission is worth by then. Refunds and won disputes no longer change "
            + "the commission. A commission in a payout or paid is changed by an adjustment."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "reason_code": "fraud", "reason": "Stolen card.", "prepared_by": "ann@example.com" }""")]
    [ProducesResponseType<AdjustmentAnswer>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/commissions/{id}/void")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<CommissionId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => Validator.Check(sent))
                    .Then(body =>
                        requests.StartAsync(
                            program,
                            id,
                            new VoidOrder(body.ReasonCode, body.Reason, body.PreparedBy),
                            orchestrations,
                            cancellationToken
                        )
                    )
                    .Match(adjustment => HttpResults.Accepted(AdjustmentAnswer.Of(adjustment))),
            cancellationToken
        );

    /// <summary>Why the commission is voided.</summary>
    /// <param name="ReasonCode">The reason in one word.</param>
    /// <param name="Reason">The reason, which the approver reads.</param>
    /// <param name="PreparedBy">The e-mail address of the person who prepares the void and cannot approve it.</param>
    public sealed record Body(
        VoidReason ReasonCode,
        [property: DataType(DataType.MultilineText)] string Reason,
        string? PreparedBy = null
    );

    private sealed class BodyValidator : AbstractValidator<Body>
    {
        public BodyValidator()
        {
            RuleFor(body => body.ReasonCode)
                .IsInEnum()
                .WithMessage("Give fraud, duplicate, cancelled, mistake or other.");
            RuleFor(body => body.Reason)
                .Must(AdjustmentRequests.IsReason)
                .WithMessage(AdjustmentRequests.ReasonSentence);
        }
    }
}
