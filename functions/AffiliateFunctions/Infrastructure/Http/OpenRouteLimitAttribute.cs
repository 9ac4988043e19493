namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Selects the limit of a function without a key. A function without this attribute has
/// <see cref="OpenRouteLimit.Default"/>.
/// </summary>
/// <param name="limit">The limit.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenRouteLimitAttribute(OpenRouteLimit limit = OpenRouteLimit.Default) : Attribute
{
    /// <summary>The limit.</summary>
    public OpenRouteLimit Limit => limit;

    /// <summary>
    /// Whether the function is also called for requests beyond the limit and responds to them itself; see
    /// <see cref="RefusedRequest"/>.
    /// </summary>
    public bool RespondsBeyondLimit { get; init; }
}

/// <summary>The limits for the requests per minute from one address on routes without a key.</summary>
public enum OpenRouteLimit
{
    /// <summary>The limit of forms and links: <see cref="SiteOptions.OpenRequestsPerMinute"/>.</summary>
    Default,

    /// <summary>
    /// The limit of the app's health and description: <see cref="SiteOptions.HealthRequestsPerMinute"/>.
    /// </summary>
    Probe,

    /// <summary>The limit of incoming webhooks: <see cref="SiteOptions.WebhookRequestsPerMinute"/>.</summary>
    Webhook,
}
