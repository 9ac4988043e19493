using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Tracking.Intake;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Processes a webhook: verifies its signature, reads it, resolves its ids, and validates and accepts its events.
/// </summary>
public sealed partial class WebhookProcessor(
    IEnumerable<IWebhookProvider> providers,
    InvoiceAliases invoices,
    ProviderAliasResolver names,
    EventIntake intake,
    RejectedWebhookEvents refused,
    IgnoredEvents ignored,
    ChangedSales changes,
    IConfiguration settings,
    TimeProvider clock,
    ILogger<WebhookProcessor> logger
)
{
    // The default limit of JSON readers; no provider comes near it.
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = MaxDepth };

    /// <summary>The names of the providers, for error messages.</summary>
    public string Names => string.Join(", ", providers.Select(provider => provider.Name));

    /// <summary>Returns the provider with the given name, or null.</summary>
    public IWebhookProvider? Find(string name) => providers.FirstOrDefault(provider => provider.Name == name);

    /// <summary>Processes the events of a webhook and returns the outcome of each.</summary>
    public async Task<Result<IReadOnlyList<WebhookResult>>> FromAsync(
        IWebhookProvider provider,
        AffiliateProgram program,
        SignedRequest request,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (Refusal(provider, program, request, now) is { } refusal)
        {
            return refusal;
        }

        if (Parse(request.Body) is not { } sent)
        {
            return Problem.Invalid(string.Empty, $"The body is not JSON, or is nested deeper than {MaxDepth} levels.");
        }

        var webhook = new ReceivedWebhook(provider, program.Slug, provider.Describe(sent, request), request.Body, now);
        var content = provider.Read(sent, request with { ProgramCurrency = program.Currency });
        var open = content.Succeeded ? TrackEvent.Tracking(program) : content.Problem;
        if (!open.Succeeded)
        {
            return open.Problem;
        }

        if (webhook.Envelope.IsTest && !program.AcceptTestEvents)
        {
            return await IgnoreAsync(webhook, IgnoredReasons.TestEvent, cancellationToken);
        }

        await invoices.KeepAsync(program.Slug, content.Value!.Names, cancellationToken);
        await names.KeepAsync(program.Slug, provider.Name, content.Value, cancellationToken);
        var events = await names.InAsync(program.Slug, provider.Name, content.Value.Events, cancellationToken);
        events = await changes.WithAmountsAsync(program.Slug, events, cancellationToken);
        return events.Count == 0
            ? await IgnoreAsync(webhook, content.Value.Reason, cancellationToken)
            : await TakeAsync(webhook, events, cancellationToken);
    }

    private Problem? Refusal(
        IWebhookProvider provider,
        AffiliateProgram program,
        SignedRequest request,
        DateTimeOffset now
    )
    {
        var secrets = (settings[$"WebhookSecrets:{program.Slug}:{provider.Name}"] ?? string.Empty).Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        if (secrets.Length == 0)
        {
            NoSecret(logger, program.Slug, provider.Name);
        }

        // The response is the same in both cases, so that a caller without a secret cannot find out whether one is set.
        return secrets.Length > 0 && provider.IsGenuine(request, secrets, now)
            ? null
            : new Problem(
                ProblemKind.Unauthorized,
                "The signature does not match the body, is missing or too old, or "
                    + $"WebhookSecrets__{program.Slug}__{provider.Name} holds another secret or is not set."
            );
    }

    private async Task<Result<IReadOnlyList<WebhookResult>>> TakeAsync(
        ReceivedWebhook webhook,
        IReadOnlyList<ProviderEvent> events,
        CancellationToken cancellationToken
    )
    {
        var read = events
            .Select(providerEvent =>
                (
                    Sent: providerEvent,
                    Event: providerEvent.Body is null ? (Result<TrackingEvent>?)null : Check(webhook, providerEvent)
                )
            )
            .ToList();
        List<TrackingEvent> valid =
        [
            .. read.Where(pair => !pair.Sent.IsUpdate).Select(pair => pair.Event?.Value).OfType<TrackingEvent>(),
        ];

        // A shop's request is never rejected for a conflict: each conflicting event gets its own outcome below.
        var repeated = events
            .Where(providerEvent => webhook.Provider.IsShop || providerEvent.IsToldRepeatedly)
            .Select(providerEvent => providerEvent.Id)
            .ToHashSet(StringComparer.Ordinal);
        var answers = new Queue<Taken>(
            valid.Count == 0 ? [] : await intake.TakeAsync(valid, repeated, cancellationToken)
        );
        var (results, left) = (new List<WebhookResult>(), new List<IgnoredEvent>());
        foreach (var (current, tracked) in read)
        {
            var became = tracked switch
            {
                null => Became.NotTracked(current.Reason ?? IgnoredReasons.NoPartnerNamed),
                { Succeeded: false, Problem: var mistakes } => new Became(mistakes),
                { Value: { } update } when current.IsUpdate => await changes.TakeAsync(
                    update,
                    isUpdate: true,
                    isRepeat: false,
                    cancellationToken
                ),
                { Value: var taken } => await StandingAsync(
                    webhook.Provider,
                    current,
                    taken!,
                    answers.Dequeue(),
                    cancellationToken
                ),
            };
            if (became.Problem is { Kind: ProblemKind.Conflict } conflict && events.Count == 1)
            {
                return conflict;
            }

            // After a rejection, a provider would only repeat the request or stop sending. Invalid events are therefore
            // stored, and do not cause the others to be rejected.
            if (became.Problem is { Kind: not ProblemKind.Conflict } problem)
            {
                await refused.KeepAsync(
                    webhook.Provider,
                    webhook.Program,
                    current,
                    problem,
                    webhook.At,
                    cancellationToken
                );
            }

            if (became.IgnoredReason is { } reason)
            {
                left.Add(webhook.Ignored(current, reason, events.Count == 1 ? null : results.Count));
            }

            results.Add(
                became.IgnoredReason is { } why
                    ? WebhookResult.NotTracked(left[^1].Id.Value, why)
                    : WebhookResult.Of(current, became)
            );
        }

        await ignored.KeepAsync(webhook.Program, left, cancellationToken);
        return Result.Of<IReadOnlyList<WebhookResult>>(results);
    }

    private async Task<Result<IReadOnlyList<WebhookResult>>> IgnoreAsync(
        ReceivedWebhook webhook,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var ignoredEvent = webhook.Ignored(part: null, reason, number: null);
        await ignored.KeepAsync(webhook.Program, [ignoredEvent], cancellationToken);
        return Result.Of<IReadOnlyList<WebhookResult>>([WebhookResult.NotTracked(ignoredEvent.Id.Value, reason)]);
    }

    private static Result<TrackingEvent> Check(ReceivedWebhook webhook, ProviderEvent providerEvent)
    {
        if (providerEvent.Mistakes.Count > 0)
        {
            return new Problem(ProblemKind.Invalid, "The event cannot be read; see errors.")
            {
                Errors = providerEvent.Mistakes,
            };
        }

        var valid = TrackingEvent.Check(webhook.Program, providerEvent.Type, providerEvent.Body!, webhook.At);
        return valid.Succeeded
            ? valid.Value with
            {
                IsFromShop = webhook.Provider.IsShop,
                AsOf = providerEvent.AsOf,
            }
            : valid;
    }

    // A valid version of a rejected event replaces it. A sale that is sent again with other content has changed. Any
    // other event that is sent again with different data stays as it was first reported.
    private async Task<Became> StandingAsync(
        IWebhookProvider provider,
        ProviderEvent sent,
        TrackingEvent trackingEvent,
        Taken taken,
        CancellationToken cancellationToken
    )
    {
        var isSale = trackingEvent.Type == EventType.Sale && provider.IsShop;
        if (taken.Problem is null)
        {
            return taken.IsRepeat && isSale && sent.AsOf is not null
                ? await changes.TakeAsync(trackingEvent, isUpdate: false, isRepeat: true, cancellationToken)
                : Became.Accepted;
        }

        if (
            taken.Problem.Kind != ProblemKind.Conflict
            || await refused.IsMendedByAsync(trackingEvent, cancellationToken)
        )
        {
            return taken.Problem.Kind == ProblemKind.Conflict ? Became.Accepted : new Became(taken.Problem);
        }

        return isSale ? await changes.TakeAsync(trackingEvent, isUpdate: false, isRepeat: false, cancellationToken)
            : sent.IsToldRepeatedly ? Became.Accepted
            : provider.IsShop ? Became.NotTracked(IgnoredReasons.AlreadyTold)
            : new Became(taken.Problem);
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "A webhook was rejected: no secret is set in WebhookSecrets__{Program}__{Provider}."
    )]
    private static partial void NoSecret(ILogger logger, ProgramSlug program, string provider);

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
