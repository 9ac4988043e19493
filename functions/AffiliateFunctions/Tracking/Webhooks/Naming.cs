using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AffiliateFunctions.Tracking.Events;

namespace AffiliateFunctions.Tracking.Webhooks;

/// <summary>What names the partner in a provider's object: the entries <c>click_id</c>, <c>code</c> (or <c>via</c>) and <c>coupon</c> that the merchant has put there.</summary>
internal sealed record Naming(string? ClickId, string? Code, string? Coupon)
{
    private const int MostEntries = 50;
    private const int MostName = 100;
    private const int MostValue = 490;
    private const int MostText = 2000;

    /// <summary>Whether anything is named.</summary>
    public bool IsAny => ClickId is not null || Code is not null || Coupon is not null;

    /// <summary>What is named for a customer, as a short text that is fit for an id.</summary>
    public string DigestFor(string customer)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', customer, ClickId, Code, Coupon))))[..32];

    /// <summary>Reads the entries.</summary>
    public static Naming In(IReadOnlyDictionary<string, string> entries)
        => new(Of(entries, "click_id"), Of(entries, "code") ?? Of(entries, "via"), Of(entries, "coupon"));

    /// <summary>Whether a text looks like a click id of ours; a reference field may hold anything.</summary>
    public static bool IsClick(string? text) => text?.StartsWith("clk_", StringComparison.Ordinal) == true;

    /// <summary>The event with what is named, and the entries that rules may look at.</summary>
    public EventBody On(EventBody body, IReadOnlyDictionary<string, string>? entries = null) => body with
    {
        ClickId = ClickId,
        Code = Code,
        Coupon = Coupon,
        Metadata = entries is null ? null : Metadata(entries),
    };

    // The entries are the merchant's own; what is too long for the rules is left out, so that the sale is not lost over it.
    private static Dictionary<string, JsonElement>? Metadata(IReadOnlyDictionary<string, string> entries)
    {
        var kept = entries.Where(entry => entry.Key.Length is > 0 and <= MostName && JsonEncodedText.Encode(entry.Value).EncodedUtf8Bytes.Length <= 2 * MostValue)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(MostEntries)
            .ToDictionary(entry => entry.Key, entry => JsonSerializer.SerializeToElement(entry.Value));
        return kept.Count == 0 ? null : kept;
    }

    private static string? Of(IReadOnlyDictionary<string, string> entries, string name)
        => entries.TryGetValue(name, out var text) && text.Trim() is { Length: > 0 and <= MostText } trimmed ? trimmed : null;
}
