using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>Names the statuses under which a function returns a page, as a link in an e-mail does.</summary>
/// <param name="statuses">The statuses, such as 200 for the page itself, 400 for a link that does not work, 409 for one
/// that was used, and 410 for one that has expired.</param>
/// <seealso cref="StatusCodes"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProducesPagesAttribute(params int[] statuses) : Attribute
{
    /// <summary>The media type of pages.</summary>
    public const string MediaType = "text/html";

    /// <summary>The statuses.</summary>
    public IReadOnlyList<int> Statuses { get; } = statuses;
}
