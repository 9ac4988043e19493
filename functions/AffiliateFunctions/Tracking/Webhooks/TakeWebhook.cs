using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Tracking.Webhooks;

/// <summary>The way of a webhook into the house: genuine, read, its names known, checked, taken in.</summary>
public sealed partial class TakeWebhook(
    IEnumerable<IWebhookProvider> providers, NameInvoices invoices, ReadNames names, EventIntake intake, RefusedEvents refused, IConfiguration settings, TimeProvider clock,
    ILogger<TakeWebhook> logger)
{
    // As deep as the readers of JSON go by themselves; no provider comes near it.
    private const int MostDepth = 64;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = MostDepth };

    /// <summary>The names of the providers, for people.</summary>
    public string Names => string.Join(", ", providers.Select(provider => provider.Name));

    /// <summary>The provider of that name, or null.</summary>
    public IWebhookProvider? Find(string name) => providers.FirstOrDefault(provider => provider.Name == name);

    /// <summary>Takes in what a webhook brings, and answers what became of each of its events.</summary>
    public async Task<Result<IReadOnlyList<WebhookResult>>> FromAsync(
        IWebhookProvider provider, AffiliateProgram program, SignedRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (Refusal(provider, program, request, now) is { } refusal)
        {
            return refusal;
        }

        var content = Parse(request.Body) is { } sent ? provider.Read(sent, request with { ProgramCurrency = program.Currency }) : Problem.Invalid(string.Empty, $"The body is not JSON, or deeper than {MostDepth} levels.");
        var open = content.Succeeded ? TrackEvent.Tracking(program) : content.Problem;
        if (!open.Succeeded)
        {
            return open.Problem;
        }

        await invoices.KeepAsync(program.Slug, content.Value!.Names, cancellationToken);
        await names.KeepAsync(program.Slug, provider.Name, content.Value, cancellationToken);
        return await TakeAsync(provider, program.Slug, await names.InAsync(program.Slug, provider.Name, content.Value.Events, cancellationToken), now, cancellationToken);
    }

    private Problem? Refusal(IWebhookProvider provider, AffiliateProgram program, SignedRequest request, DateTimeOffset now)
    {
        var secrets = (settings[$"WebhookSecrets:{program.Slug}:{provider.Name}"] ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (secrets.Length == 0)
        {
            NoSecret(logger, program.Slug, provider.Name);
        }

        // One answer for both, so that nobody without a secret learns whether there is one.
        return secrets.Length > 0 && provider.IsGenuine(request, secrets, now)
            ? null
            : new Problem(
                ProblemKind.Unauthorized,
                $"The signature does not fit the body, is missing or too old, or WebhookSecrets__{program.Slug}__{provider.Name} holds another secret or none.");
    }

    private async Task<Result<IReadOnlyList<WebhookResult>>> TakeAsync(
        IWebhookProvider provider, ProgramSlug program, IReadOnlyList<ProviderEvent> events, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var read = events.Select(one => (Sent: one, Event: one.Body is null ? (Result<TrackingEvent>?)null : Check(provider, program, one, now))).ToList();
        List<TrackingEvent> valid = [.. read.Select(one => one.Event?.Value).OfType<TrackingEvent>()];
        var repeated = events.Where(one => one.IsToldRepeatedly).Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        var problems = new Queue<Problem?>(valid.Count == 0 ? [] : await intake.TakeAsync(valid, repeated, cancellationToken));
        var results = new List<WebhookResult>();
        foreach (var (one, tracked) in read)
        {
            var problem = tracked?.Value is { } taken ? await StandingAsync(one, taken, problems.Dequeue(), cancellationToken) : tracked?.Problem;
            if (problem is { Kind: ProblemKind.Conflict } && events.Count == 1)
            {
                return problem;
            }

            // A provider would only send the same again, or nothing more: what is not valid is kept, and refuses none of the others.
            if (problem is { Kind: not ProblemKind.Conflict })
            {
                await refused.KeepAsync(provider, program, one, problem, now, cancellationToken);
            }

            results.Add(WebhookResult.Of(one, problem));
        }

        return Result.Of<IReadOnlyList<WebhookResult>>(results);
    }

    private static Result<TrackingEvent> Check(IWebhookProvider provider, ProgramSlug program, ProviderEvent one, DateTimeOffset now)
    {
        if (one.Mistakes.Count > 0)
        {
            return new Problem(ProblemKind.Invalid, "The event cannot be read; see errors.") { Errors = one.Mistakes };
        }

        var valid = TrackingEvent.Check(program, one.Type, one.Body!, now);
        return valid.Succeeded ? valid.Value with { IsFromShop = provider.IsShop } : valid;
    }

    // Told again with more or less beside it, an event stands as it was first told; one that was refused is taken as it is now.
    private async Task<Problem?> StandingAsync(ProviderEvent sent, TrackingEvent one, Problem? problem, CancellationToken cancellationToken)
        => problem is not { Kind: ProblemKind.Conflict } || (!await refused.IsMendedByAsync(one, cancellationToken) && !sent.IsToldRepeatedly) ? problem : null;

    [LoggerMessage(1, LogLevel.Warning, "A webhook was refused: no secret is set in WebhookSecrets__{Program}__{Provider}.")]
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

/// <summary>What became of an event that a webhook brought.</summary>
public sealed record WebhookResult(string? EventId, string Status, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors = null)
{
    /// <summary>The event was taken in.</summary>
    public const string Accepted = "accepted";
    /// <summary>The notification is about nothing that is tracked.</summary>
    public const string Ignored = "ignored";

    /// <summary>The result of one event.</summary>
    public static WebhookResult Of(ProviderEvent one, Problem? problem) => problem is null
        ? new WebhookResult(one.Id, one.Body is null ? Ignored : Accepted)
        : new WebhookResult(
            one.Id,
            problem.Kind == ProblemKind.Conflict ? "conflict" : "rejected",
            problem.Errors.Count > 0
                ? problem.Errors.ToDictionary(error => one.Pointer + error.Key, error => error.Value)
                : new Dictionary<string, IReadOnlyList<string>> { [one.Pointer] = [problem.Detail] });

    /// <summary>The answer: the one event by itself, several as a list.</summary>
    public static IResult Answer(IReadOnlyList<WebhookResult> results) => results.Count switch
    {
        0 => Infrastructure.Http.Answer.Accepted(new WebhookResult(null, Ignored)),
        1 => Infrastructure.Http.Answer.Accepted(results[0]),
        _ => Infrastructure.Http.Answer.Accepted(new { Results = results }),
    };
}
