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

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Carries out a person's decision about a held commission.</summary>
[Tags("Commissions")]
public sealed class DecideCommission(IPrograms programs, CommissionDecisionService service)
{
    private static readonly BodyValidator Validator = new();

    /// <inheritdoc cref="DecideCommission"/>
    [Function(nameof(DecideCommission))]
    [EndpointSummary("Releases or reverses a held commission.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "decision": "release", "actor": "Fay Finance", "reason": "The first order is confirmed." }""")]
    [ProducesResponseType<CommissionView>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/commissions/{id}/decision")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<CommissionId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => Validator.Check(sent))
                    .Then(body =>
                        service.DecideAsync(program.Slug, id, body.Decision, body.Actor, body.Reason, cancellationToken)
                    )
                    .Match(commission => HttpResults.Ok(PartnerLedgers.ViewOf(commission))),
            cancellationToken
        );

    /// <summary>The decision.</summary>
    /// <param name="Decision">The decision: release or reverse.</param>
    /// <param name="Actor">The person who decided.</param>
    /// <param name="Reason">The reason for the decision.</param>
    public sealed record Body(
        HoldDecisionKind Decision,
        string Actor,
        [property: DataType(DataType.MultilineText)] string Reason
    );

    private sealed class BodyValidator : AbstractValidator<Body>
    {
        public BodyValidator()
        {
            RuleFor(b => b.Decision).IsInEnum().WithMessage("Give release or reverse.");
            RuleFor(b => b.Actor)
                .Must(actor => !string.IsNullOrWhiteSpace(actor) && actor.Length <= 254)
                .WithMessage("Name the person who decided, in 1 to 254 characters.");
            RuleFor(b => b.Reason)
                .Must(reason => !string.IsNullOrWhiteSpace(reason) && reason.Length <= 4000)
                .WithMessage("Give a reason of 1 to 4,000 characters.");
        }
    }
}
