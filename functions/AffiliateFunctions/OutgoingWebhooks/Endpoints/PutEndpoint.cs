using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>
/// Creates an endpoint and returns its secret once, or changes an endpoint. An endpoint that was disabled automatically
/// is enabled again by the change.
/// </summary>
[Tags("Outgoing webhooks")]
public sealed class PutEndpoint(
    IPrograms programs,
    EndpointStore endpoints,
    PendingDeliveries pending,
    EndpointSecrets secrets,
    EndpointAudit audit,
    IOptions<WebhooksOptions> options,
    TimeProvider clock
)
{
    private const int MaxEndpoints = 20;

    private readonly Validator validator = new(options.Value);

    /// <summary>Creates or changes an endpoint.</summary>
    [Function(nameof(PutWebhookEndpoint))]
    [EndpointSummary("Creates an endpoint and returns its secret once, or changes one.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "url": "https://erp.example.com/webhooks", "types": ["commission.*", "payout.paid"] }""")]
    [ResponseExample("""{ "secret": "whsec_UNhY4JhezH9gQYqvDMWrWH9CwlcKiECVqejMrND2VFw=" }""", Status = 201)]
    [ProducesResponseType<EndpointAnswer>(
        StatusCodes.Status201Created,
        Description = "The endpoint was created; its secret is shown only this once."
    )]
    [ProducesResponseType<EndpointAnswer>(StatusCodes.Status200OK, Description = "The endpoint was changed.")]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public async Task<IResult> PutWebhookEndpoint(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = EndpointRoute.Path)] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("The endpoint's id.")] string id,
        CancellationToken cancellationToken
    )
    {
        if (!WebhookEndpoint.IsId(id))
        {
            return HttpResults.Problem(
                Problem.Invalid(
                    "/id",
                    "An endpoint's id must have 1 to 40 lower-case letters, digits, hyphens and underscores."
                )
            );
        }

        return await programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => validator.Check(sent))
                    .Then(body => PutAsync(new EndpointKey(program.Slug, id), body, cancellationToken))
                    .Match(answer => answer.Secret is null ? HttpResults.Ok(answer) : HttpResults.Created(answer)),
            cancellationToken
        );
    }

    private async Task<Result<EndpointAnswer>> PutAsync(EndpointKey key, Body body, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await endpoints.FindAsync(key, cancellationToken) is null)
        {
            if (
                await endpoints
                    .ListAsync(key.Program, withRemoved: false, cancellationToken: cancellationToken)
                    .CountAsync(cancellationToken) >= MaxEndpoints
            )
            {
                return Problem.Conflict($"A program can have at most {MaxEndpoints} endpoints; remove one first.");
            }

            // The removal of an endpoint with this id can have been interrupted.
            await pending.GiveUpAsync(key, PendingDeliveries.EndpointRemoved, cancellationToken);
        }

        var (text, secret) = secrets.Make(key);
        (WebhookEndpoint Before, WebhookEndpoint After)? change = null;
        await endpoints.ChangeAsync(
            key,
            stored =>
            {
                var before = stored ?? New(key, body, secret, now);
                change = (before, body.Apply(before));
                return stored == change.Value.After ? null : change.Value.After;
            },
            cancellationToken
        );
        var (was, stands) = change!.Value;
        var isNew = ReferenceEquals(stands.Secret, secret);
        if (isNew || !was.Equals(stands))
        {
            await audit.RecordAsync(key, isNew ? "created" : "changed", now, cancellationToken);
        }

        return EndpointAnswer.Of(stands, now, isNew ? text : null);
    }

    private static WebhookEndpoint New(EndpointKey key, Body body, byte[] secret, DateTimeOffset now) =>
        new()
        {
            Program = key.Program,
            Id = key.Endpoint,
            Url = body.Url,
            Types = body.Types,
            Enabled = body.Enabled,
            CreatedAt = now,
            Secret = secret,
        };

    /// <summary>The endpoint to create, or its new settings.</summary>
    public sealed record Body(string Url, IReadOnlyList<string> Types, bool Enabled = true, string? Description = null)
    {
        /// <summary>Returns the endpoint with the requested changes.</summary>
        public WebhookEndpoint Apply(WebhookEndpoint endpoint)
        {
            var changed = endpoint with
            {
                Url = Url,
                Types = endpoint.Types.SequenceEqual(Types) ? endpoint.Types : Types,
                Enabled = Enabled,
                Description = Description,
            };
            return Enabled && !endpoint.Enabled ? changed with { FailingSince = null, Disabled = null } : changed;
        }
    }

    internal sealed class Validator : AbstractValidator<Body>
    {
        private const int MaxTypes = 50;

        public Validator(WebhooksOptions options)
        {
            RuleFor(b => b.Url)
                .Custom(
                    (url, context) =>
                    {
                        if (EndpointUrl.Mistake(url, options) is { } mistake)
                        {
                            context.AddFailure(mistake);
                        }
                    }
                );
            RuleFor(b => b.Types)
                .Must(types => types.Count is > 0 and <= MaxTypes)
                .WithMessage($"Name 1 to {MaxTypes} types, or [\"*\"] for all.");
            RuleForEach(b => b.Types)
                .Must(pattern => WebhookEventTypes.All.Any(type => WebhookEventTypes.Fits(pattern, type)))
                .WithMessage(
                    $"Give a group such as commission.*, or one of {string.Join(", ", WebhookEventTypes.All)}."
                );
            RuleFor(b => b.Description)
                .MaximumLength(200)
                .WithMessage("The description may have at most 200 characters.");
        }
    }
}
