using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Carries out a person's decision about a held commission.</summary>
[Tags("Commissions")]
public sealed class DecideCommission(IPrograms programs, CommissionDecisionService service, Callers callers)
{
    private static readonly BodyValidator Validator = new();

    /// <inheritdoc cref="DecideCommission"/>
    [Function(nameof(DecideCommission))]
    [EndpointSummary("Releases or reverses a held commission.")]
    [EndpointDescription(
        "The decision is recorded as of the caller's key; on_behalf_of (formerly actor) is recorded beside it. After a "
            + "reversal with the reason code fraud, commissions for the customer are held."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample(
        """{ "decision": "release", "on_behalf_of": "Fay Finance", "reason": "The first order is confirmed." }"""
    )]
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
                    .Then(body => service.DecideAsync(program.Slug, id, OrderOf(body), cancellationToken))
                    .Match(HttpResults.Ok),
            cancellationToken
        );

    private HoldOrder OrderOf(Body body) =>
        new(body.Decision, callers.Actor, body.Reason)
        {
            OnBehalfOf = body.OnBehalfOf ?? body.Actor,
            IsFraud = body.ReasonCode == ReversalReason.Fraud,
        };

    /// <summary>The decision.</summary>
    /// <param name="Decision">The decision: release or reverse.</param>
    /// <param name="Reason">The reason for the decision.</param>
    /// <param name="OnBehalfOf">The person who decided. The caller's key is recorded as the actor.</param>
    /// <param name="Actor">The former name of <c>on_behalf_of</c>.</param>
    /// <param name="ReasonCode">Why a commission is reversed, in one word. After a fraud, commissions for the customer
    /// are held.</param>
    public sealed record Body(
        HoldDecisionKind Decision,
        [property: DataType(DataType.MultilineText)] string Reason,
        string? OnBehalfOf = null,
        string? Actor = null,
        ReversalReason? ReasonCode = null
    );

    /// <summary>Why a held commission is reversed.</summary>
    public enum ReversalReason
    {
        /// <summary>The customer has committed a fraud.</summary>
        Fraud,

        /// <summary>Another reason, which the text names.</summary>
        Other,
    }

    private sealed class BodyValidator : AbstractValidator<Body>
    {
        public BodyValidator()
        {
            RuleFor(b => b.Decision).IsInEnum().WithMessage("Give release or reverse.");
            RuleFor(b => b.OnBehalfOf).Must(IsName).WithMessage(NameSentence);
            RuleFor(b => b.Actor).Must(IsName).WithMessage(NameSentence);
            RuleFor(b => b.Reason)
                .Must(reason => !string.IsNullOrWhiteSpace(reason) && reason.Length <= 4000)
                .WithMessage("Give a reason of 1 to 4,000 characters.");
            RuleFor(b => b.ReasonCode).IsInEnum().WithMessage("Give fraud or other.");
            RuleFor(b => b.ReasonCode)
                .Must((body, code) => code is null || body.Decision == HoldDecisionKind.Reverse)
                .WithMessage("Only a reversal has a reason code; leave it out.");
        }

        private const string NameSentence = "Name the person who decided, in 1 to 254 characters, or leave it out.";

        private static bool IsName(string? name) =>
            name is null || (!string.IsNullOrWhiteSpace(name) && name.Length <= 254);
    }
}
