using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>
/// Records the health of endpoints, and disables an endpoint that is gone or has failed for days. The program's owner
/// is informed by e-mail.
/// </summary>
public sealed class EndpointHealth(
    EndpointStore endpoints,
    EndpointDirectory directory,
    IPrograms programs,
    IAuditLog audit,
    EmailSender post
)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(5);

    /// <summary>Records attempts and returns the updated endpoint.</summary>
    public async Task<WebhookEndpoint> RecordAsync(
        WebhookEndpoint endpoint,
        IReadOnlyList<DeliveryAttempt> attempts,
        CancellationToken cancellationToken
    )
    {
        if (Noted(endpoint, attempts) == endpoint)
        {
            return endpoint;
        }

        var noted = await endpoints.ChangeAsync(
            endpoint.Key,
            stored => stored is null ? null : Noted(stored, attempts),
            cancellationToken
        );
        directory.Forget(endpoint.Program);
        return noted ?? endpoint with { Enabled = false };
    }

    /// <summary>Informs the program's owner once that the endpoint was disabled.</summary>
    public async Task TellAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Disabled is not { IsReported: false } disabled)
        {
            return;
        }

        var cause = $"webhook_endpoint:{endpoint.Id}:disabled:{disabled.At:O}";
        await audit.RecordAsync(
            new AuditEntry(
                endpoint.Program,
                cause,
                $"rule:endpoint_{disabled.Reason}",
                "webhook_endpoint_disabled",
                endpoint.Id,
                Reason(disabled),
                disabled.At
            ),
            cancellationToken
        );
        if (await programs.FindAsync(endpoint.Program, cancellationToken) is { Charter: { } charter } program)
        {
            await post.SendAsync(
                $"{endpoint.Program}:{cause}",
                charter.Owner.Email,
                LetterOf(endpoint, disabled, program.Brand(), charter.Owner.Name),
                cancellationToken
            );
        }

        await endpoints.ChangeAsync(
            endpoint.Key,
            stored =>
                stored?.Disabled == disabled ? stored with { Disabled = disabled with { IsReported = true } } : null,
            cancellationToken
        );
    }

    private static WebhookEndpoint Noted(WebhookEndpoint endpoint, IReadOnlyList<DeliveryAttempt> attempts)
    {
        if (!endpoint.Enabled)
        {
            return endpoint;
        }

        if (attempts.FirstOrDefault(attempt => attempt.IsGone) is { } gone)
        {
            return endpoint with
            {
                Enabled = false,
                Disabled = new EndpointDisabling(gone.At, EndpointDisabling.Gone, IsReported: false),
            };
        }

        if (attempts.Any(attempt => attempt.Succeeded))
        {
            return endpoint.FailingSince is null ? endpoint : endpoint with { FailingSince = null };
        }

        var last = attempts.Max(attempt => attempt.At);
        return endpoint.FailingSince is not { } since
                ? endpoint with
                {
                    FailingSince = attempts.Min(attempt => attempt.At),
                }
            : last - since < Longest ? endpoint
            : endpoint with
            {
                Enabled = false,
                Disabled = new EndpointDisabling(last, EndpointDisabling.Failing, IsReported: false),
            };
    }

    private static string Reason(EndpointDisabling disabled) =>
        disabled.Reason == EndpointDisabling.Gone
            ? "The endpoint responded with 410 Gone."
            : $"Every delivery failed for {Longest.TotalDays:0} days.";

    private static EmailMessage LetterOf(
        WebhookEndpoint endpoint,
        EndpointDisabling disabled,
        Brand brand,
        string owner
    ) =>
        new()
        {
            Kind = EmailKind.WebhookEndpointDisabled,
            Subject = $"The webhook endpoint {endpoint.Id} was disabled",
            Brand = brand,
            Recipient = owner,
            Paragraphs =
            [
                $"No webhook events are sent to this endpoint any more. {Reason(disabled)}",
                "Ask its owner to fix it. Then enable it again, and redeliver the webhook events that it missed.",
            ],
            Facts =
            [
                new Fact("Endpoint", endpoint.Id),
                new Fact("Host", new Uri(endpoint.Url).Authority),
                new Fact("Disabled on", DisplayFormat.Day(disabled.At)),
            ],
        };
}
