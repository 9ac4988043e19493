using System.Text;
using System.Text.Json;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace AffiliateFunctions.Tracking.Webhooks;

/// <summary>Takes the signed webhooks of billing systems.</summary>
internal sealed class ReceiveWebhook(IPrograms programs, EventIntake intake, IConfiguration settings, TimeProvider clock)
{
    private const int Limit = 1024 * 1024;

    [Function(nameof(ReceiveWebhook))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{slug}/{provider}")] HttpRequest request,
        string slug,
        string provider,
        CancellationToken cancellationToken)
    {
        if (provider != "stripe")
        {
            return Answer.Problem(Problem.NotFound($"There are no webhooks of '{provider}' here; there are those of stripe."));
        }

        var program = await programs.RequireAsync(slug, cancellationToken);
        var body = await program.ThenAsync(_ => request.ReadBytesAsync(Limit, cancellationToken));
        if (!body.Succeeded)
        {
            return Answer.Problem(body.Problem);
        }

        var text = Encoding.UTF8.GetString(body.Value);
        var now = clock.GetUtcNow();
        return StripeSignature.IsGenuine(text, request.Headers[StripeSignature.Header], SecretsOf(slug, provider), now)
            ? await TakeAsync(program.Value!, text, now, cancellationToken)
            : Answer.Problem(new Problem(ProblemKind.Unauthorized, "The signature does not fit the body, is too old, or the secret is another."));
    }

    private async Task<IResult> TakeAsync(AffiliateProgram program, string body, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Parse(body) is not { } sent)
        {
            return Answer.Problem(Problem.Invalid(string.Empty, "The body is not JSON."));
        }

        var open = await TrackEvent.Tracking(program);
        if (!open.Succeeded)
        {
            return Answer.Problem(open.Problem);
        }

        if (StripeEvents.Read(sent) is not var (type, read))
        {
            return Answer.Accepted(new { Status = "ignored" });
        }

        var tracked = TrackingEvent.Check(program.Slug, type, read, now);
        if (!tracked.Succeeded)
        {
            return Answer.Problem(tracked.Problem);
        }

        var problem = (await intake.TakeAsync([tracked.Value], cancellationToken))[0];
        return problem is null ? Answer.Accepted(new { EventId = tracked.Value.Id, Status = "accepted" }) : Answer.Problem(problem);
    }

    private string[] SecretsOf(string slug, string provider)
        => (settings[$"WebhookSecrets:{slug}:{provider}"] ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static JsonElement? Parse(string body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
