using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>Lifts the holds of a customer. Commissions that are held already wait for their own decision.</summary>
[Tags("Customers")]
public sealed class LiftCustomerHold(IPrograms programs, CustomerHolds holds, Callers callers, TimeProvider clock)
{
    private static readonly BodyValidator Validator = new();

    /// <inheritdoc cref="LiftCustomerHold"/>
    [Function(nameof(LiftCustomerHold))]
    [EndpointSummary("Lifts the holds of a customer, so that new commissions are no longer held for them.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "reason": "The bank has cleared the customer.", "on_behalf_of": "Olive Owner" }""")]
    [ProducesResponseType<CustomerHoldsAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/customers/{id}/holds/lift")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<CustomerId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => Validator.Check(sent))
                    .Then(body => LiftAsync(program.Slug, id, body, cancellationToken))
                    .Match(customer => HttpResults.Ok(CustomerHoldsAnswer.Of(customer))),
            cancellationToken
        );

    private async Task<Result<StoredCustomer>> LiftAsync(
        ProgramSlug program,
        string id,
        Body body,
        CancellationToken cancellationToken
    ) =>
        CustomerId.TryParse(id, out var customer)
        && await holds.LiftAsync(
            program,
            customer,
            new LiftedHold(callers.Actor, body.Reason, clock.GetUtcNow()) { OnBehalfOf = body.OnBehalfOf },
            cancellationToken
        )
            is { } lifted
            ? lifted
            : Problem.NotFound($"No commissions for the customer '{id}' of this program are held.");

    /// <summary>Why the holds are lifted.</summary>
    /// <param name="Reason">The reason.</param>
    /// <param name="OnBehalfOf">The person who decided. The caller's key is recorded as the actor.</param>
    public sealed record Body([property: DataType(DataType.MultilineText)] string Reason, string? OnBehalfOf = null);

    private sealed class BodyValidator : AbstractValidator<Body>
    {
        public BodyValidator()
        {
            RuleFor(body => body.Reason)
                .Must(reason => !string.IsNullOrWhiteSpace(reason) && reason.Length <= 4000)
                .WithMessage("Give a reason of 1 to 4,000 characters.");
            RuleFor(body => body.OnBehalfOf)
                .Must(name => name is null || (!string.IsNullOrWhiteSpace(name) && name.Length <= 254))
                .WithMessage("Name the person who decided, in 1 to 254 characters, or leave it out.");
        }
    }
}
