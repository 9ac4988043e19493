using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Affiliate.Domain.Attribution;

/// <summary>Which of a partner's links a touch came by, and under which sub-id.</summary>
/// <param name="Link">The code of the named link; null for the partner's own code.</param>
/// <param name="SubId">The sub-id by which the partner tells its placements apart, or null.</param>
public sealed partial record LinkOrigin(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Link,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SubId
)
{
    /// <summary>The sub-ids that are accepted, in words.</summary>
    public const string SubIdForm = "1 to 50 letters, digits, hyphens and underscores";

    /// <summary>
    /// The regular expression of these sub-ids. They have no character that an e-mail address needs, and all of theirs
    /// may be part of a click id.
    /// </summary>
    public const string SubIdPattern = @"^[A-Za-z0-9_-]{1,50}\z";

    /// <summary>The origin of a touch that is not known to come by a link, or by the partner's own without a sub-id.</summary>
    public static LinkOrigin None { get; } = new(null, null);

    /// <summary>Whether neither a link nor a sub-id is known.</summary>
    [JsonIgnore]
    public bool IsNone => Link is null && SubId is null;

    /// <summary>Whether the text is a valid sub-id; see <see cref="SubIdForm"/>.</summary>
    public static bool IsSubId(string? text) => text is not null && SubIds().IsMatch(text);

    [GeneratedRegex(SubIdPattern, RegexOptions.CultureInvariant)]
    private static partial Regex SubIds();
}
