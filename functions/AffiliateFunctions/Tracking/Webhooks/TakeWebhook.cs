using System.Text.Json;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace AffiliateFunctions.Tracking.Webhooks;

/// <summary>The way of a webhook into the house: genuine, read, checked, taken in.</summary>
internal sealed class TakeWebhook(
    IEnumerable<IWebhookProvider> providers, NameInvoices names, EventIntake intake, IConfiguration settings, TimeProvider clock)
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

        var content = Parse(request.Body) is { } sent ? provider.Read(sent, request) : Problem.Invalid(string.Empty, $"The body is not JSON, or deeper than {MostDepth} levels.");
        var open = content.Succeeded ? await TrackEvent.Tracking(program) : content.Problem;
        if (!open.Succeeded)
        {
            return open.Problem;
        }

        var tracked = Check(program, content.Value!.Events, now);
        if (!tracked.Succeeded)
        {
            return tracked.Problem;
        }

        await names.KeepAsync(program.Slug, content.Value.Names, cancellationToken);
        return await TakeAsync(content.Value.Events, tracked.Value, cancellationToken);
    }

    private Problem? Refusal(IWebhookProvider provider, AffiliateProgram program, SignedRequest request, DateTimeOffset now)
    {
        var secrets = (settings[$"WebhookSecrets:{program.Slug}:{provider.Name}"] ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return secrets.Length == 0
            ? new Problem(ProblemKind.Unauthorized, $"No secret is set for the webhooks of {provider.Name} here; set WebhookSecrets__{program.Slug}__{provider.Name}.")
            : provider.IsGenuine(request, secrets, now)
                ? null
                : new Problem(ProblemKind.Unauthorized, "The signature does not fit the body, is missing or too old, or the secret is another.");
    }

    // All are checked before one is taken in, so that what is refused has had no effect.
    private static Result<List<TrackingEvent>> Check(AffiliateProgram program, IReadOnlyList<ProviderEvent> events, DateTimeOffset now)
    {
        var tracked = new List<TrackingEvent>();
        var errors = new List<(string Pointer, string Sentence)>();
        foreach (var one in events.Where(one => one.Body is not null))
        {
            var valid = TrackingEvent.Check(program.Slug, one.Type, one.Body!, now);
            if (valid.Succeeded)
            {
                tracked.Add(valid.Value);
            }
            else
            {
                errors.AddRange(valid.Problem.Errors.SelectMany(error => error.Value.Select(sentence => (one.Pointer + error.Key, sentence))));
            }
        }

        return errors.Count > 0 ? Problem.Invalid(errors) : tracked;
    }

    private async Task<Result<IReadOnlyList<WebhookResult>>> TakeAsync(
        IReadOnlyList<ProviderEvent> events, List<TrackingEvent> tracked, CancellationToken cancellationToken)
    {
        var repeated = events.Where(one => one.IsToldRepeatedly).Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        var problems = tracked.Count == 0 ? [] : await intake.TakeAsync(tracked, repeated, cancellationToken);
        var taken = events.Where(one => one.Body is not null).Zip(problems);
        var refused = taken.Select(one => one is { First.IsToldRepeatedly: true, Second.Kind: ProblemKind.Conflict } ? null : one.Second).FirstOrDefault(problem => problem is not null);
        return refused is not null
            ? refused
            : Result.Of<IReadOnlyList<WebhookResult>>([.. events.Select(one => new WebhookResult(one.Id, one.Body is null ? WebhookResult.Ignored : WebhookResult.Accepted))]);
    }

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
internal sealed record WebhookResult(string? EventId, string Status)
{
    public const string Accepted = "accepted";
    public const string Ignored = "ignored";

    /// <summary>The answer: the one event by itself, several as a list.</summary>
    public static IResult Answer(IReadOnlyList<WebhookResult> results) => results.Count switch
    {
        0 => Infrastructure.Http.Answer.Accepted(new WebhookResult(null, Ignored)),
        1 => Infrastructure.Http.Answer.Accepted(results[0]),
        _ => Infrastructure.Http.Answer.Accepted(new { Results = results }),
    };
}
