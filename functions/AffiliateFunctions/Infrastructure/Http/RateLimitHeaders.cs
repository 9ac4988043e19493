using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The headers by which a limited route says what its limit is and how much is left
/// (https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-11). The texts are reused, so that a request
/// within the limit allocates no memory; the number that is left is therefore rounded down in steps of a thousandth.
/// </summary>
/// <param name="name">The name of the limit.</param>
/// <param name="quota">The number of requests within the window.</param>
/// <param name="window">The window.</param>
internal sealed class RateLimitHeaders(string name, int quota, TimeSpan window)
{
    /// <summary>The header that describes the limit.</summary>
    public const string Policy = "RateLimit-Policy";

    /// <summary>The header that says how much is left.</summary>
    public const string Current = "RateLimit";

    private const int Steps = 1000;

    private readonly int step = Math.Max(1, quota / Steps);
    private readonly string[] left = new string[(quota / Math.Max(1, quota / Steps)) + 1];
    private readonly string policy = string.Create(
        CultureInfo.InvariantCulture,
        $"\"{name}\";q={quota};w={(int)window.TotalSeconds}"
    );

    /// <summary>Sets the headers of the response to a request that was counted.</summary>
    public void Set(HttpResponse response, RecentCount count)
    {
        response.Headers[Policy] = policy;
        response.Headers[Current] = count.IsWithin
            ? TextOf(count.Left / step)
            : string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r=0;t={(long)count.Wait.TotalSeconds}");
    }

    private string TextOf(int steps) =>
        left[steps] ??= string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={steps * step}");
}
