using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Attribution.Touches;

/// <summary>
/// Records a touch that was not tracked, such as a personal introduction. The touch counts for events that are decided
/// from then on, and for conversions without a credited partner, by the rule book's precedence. Existing credits stay.
/// </summary>
[Tags("Customers")]
public sealed class AddTouch(IPrograms programs, IManualTouches touches, TimeProvider clock)
{
    /// <inheritdoc cref="AddTouch"/>
    [Function(nameof(AddTouch))]
    [EndpointSummary("Adds a customer's touch that was not tracked, such as an introduction in person.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample(
        """
            {
              "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
              "at": "2026-11-05T10:00:00Z",
              "actor": "Sam Sales",
              "reason": "Introduced at the fair."
            }
            """
    )]
    [ResponseExample(
        """
            {
              "customer": "cus_1",
              "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
              "kind": "manual",
              "at": "2026-11-05T10:00:00+00:00"
            }
            """
    )]
    [ProducesResponseType<TouchAnswer>(StatusCodes.Status201Created)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/customers/{id}/touches")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<CustomerId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var body = await request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => new Validator(clock.GetUtcNow()).Check(sent));
                if (!body.Succeeded)
                {
                    return HttpResults.Problem(body.Problem);
                }

                if (
                    !CustomerId.TryParse(id, out var customer)
                    || !PartnerId.TryParse(body.Value.Partner, out var partner)
                )
                {
                    return HttpResults.Problem(
                        Problem.Invalid("/partner", "Give the id of an active partner of the program.")
                    );
                }

                var touch = new ManualTouch(customer, partner, body.Value.At, Callers.Unnamed, body.Value.Reason)
                {
                    OnBehalfOf = body.Value.Actor,
                };
                return await touches.AddAsync(program.Slug, touch, cancellationToken) is { } problem
                    ? HttpResults.Problem(problem)
                    : HttpResults.Created(new TouchAnswer(customer, partner, TouchKind.Manual, body.Value.At));
            },
            cancellationToken
        );

    /// <summary>The request.</summary>
    /// <param name="Partner">The partner whose touch it is.</param>
    /// <param name="At">
    /// When the touch occurred. The time and the partner identify the touch, so a repeated request changes nothing.
    /// </param>
    /// <param name="Actor">The person who reports the touch.</param>
    /// <param name="Reason">The reason for recording the touch.</param>
    public sealed record Body(
        string Partner,
        DateTimeOffset At,
        string Actor,
        [property: DataType(DataType.MultilineText)] string Reason
    );

    /// <summary>The response.</summary>
    internal sealed record TouchAnswer(CustomerId Customer, PartnerId Partner, TouchKind Kind, DateTimeOffset At);

    private sealed class Validator : AbstractValidator<Body>
    {
        private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public Validator(DateTimeOffset now)
        {
            RuleFor(b => b.At)
                .Must(at => at >= Earliest && at <= now)
                .WithMessage("Give the time of the touch, from the year 2000 until now.");
            RuleFor(b => b.Actor)
                .Must(actor => !string.IsNullOrWhiteSpace(actor) && actor.Length <= 254)
                .WithMessage("Name the person who reports the touch, in 1 to 254 characters.");
            RuleFor(b => b.Reason)
                .Must(reason => !string.IsNullOrWhiteSpace(reason) && reason.Length <= 1000)
                .WithMessage("Give a reason of 1 to 1,000 characters.");
        }
    }
}
