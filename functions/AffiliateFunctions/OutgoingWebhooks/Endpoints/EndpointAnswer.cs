using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>An endpoint in the form that the API shows. The secret is shown only once, when it is created.</summary>
[ResponseExample(
    """
        {
          "id": "erp",
          "url": "https://erp.example.com/webhooks",
          "types": ["commission.*", "payout.paid"],
          "enabled": true,
          "created_at": "2026-09-01T08:00:00+00:00"
        }
        """
)]
internal sealed record EndpointAnswer(
    string Id,
    string Url,
    IReadOnlyList<string> Types,
    bool Enabled,
    string? Description,
    DateTimeOffset CreatedAt,
    DateTimeOffset? PreviousSecretUntil,
    DateTimeOffset? FailingSince,
    DateTimeOffset? DisabledAt,
    string? DisabledReason,
    string? Secret
)
{
    public static EndpointAnswer Of(WebhookEndpoint endpoint, DateTimeOffset now, string? secret = null) =>
        new(
            endpoint.Id,
            endpoint.Url,
            endpoint.Types,
            endpoint.Enabled,
            endpoint.Description,
            endpoint.CreatedAt,
            endpoint.PreviousUntil > now ? endpoint.PreviousUntil : null,
            endpoint.FailingSince,
            endpoint.Disabled?.At,
            endpoint.Disabled?.Reason,
            secret
        );
}
