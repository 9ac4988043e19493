using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using AffiliateFunctions.Infrastructure.Lists;
using Microsoft.Extensions.Caching.Memory;

namespace AffiliateFunctions.Events.Clicks;

/// <summary>Distinguishes bots from visitors by their user agent.</summary>
internal static class Bots
{
    /// <summary>The reason of a click that has no effect because a bot made it.</summary>
    public const string Reason = "bot";

    private const int MaxPatterns = 100;
    private const int MaxRemembered = 20_000;

    // Non-backtracking expressions, whose time is linear in the length of the text, because the text is untrusted. The
    // patterns are split into chunks, because the number of states of an expression is limited.
    private static readonly Lazy<Regex[]> Known = new(() =>
        [
            .. MaintainedLists
                .Read<Crawler[]>(MaintainedLists.Crawlers)
                .Select(crawler => crawler.Pattern)
                .Chunk(MaxPatterns)
                .Select(some => new Regex(
                    string.Join('|', some),
                    RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
                )),
        ]
    );

    private static readonly MemoryCache Remembered = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    /// <summary>Whether the user agent belongs to a bot.</summary>
    public static bool Recognises(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
        {
            return false;
        }

        if (!Remembered.TryGetValue(userAgent, out bool isBot))
        {
            isBot = Known.Value.Any(some => some.IsMatch(userAgent));
            Remembered.Set(userAgent, isBot, new MemoryCacheEntryOptions { Size = 1 });
        }

        return isBot;
    }

    private sealed record Crawler([property: JsonPropertyName("pattern")] string Pattern);
}
