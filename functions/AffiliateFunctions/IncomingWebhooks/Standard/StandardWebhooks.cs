using System.Text;
using System.Text.Json;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.IncomingWebhooks.Standard;

/// <summary>
/// Webhooks of anybody who follows Standard Webhooks
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). <c>type</c> is one of
/// our kinds of events and <c>data</c>, or what else stands beside it, the event as the API takes a single one.
/// </summary>
internal sealed class StandardWebhooks : IWebhookProvider
{
    private const string IdHeader = "webhook-id";
    private const string TimeHeader = "webhook-timestamp";
    private const string SignatureHeader = "webhook-signature";
    private const string DataMember = "data";
    private const string TimeMember = "timestamp";
    private const string SecretPrefix = "whsec_";
    private const string Symmetric = "v1,";

    public string Name => "standard";

    public bool IsShop => false;

    /// <inheritdoc/>
    /// <remarks>
    /// Several signatures stand in the header, with a space between them, each over id, time and body with points
    /// between them. The package StandardWebhooks looks at the machine's clock alone and takes one secret, so the
    /// scheme's HMAC is computed here.
    /// </remarks>
    public bool IsGenuine(SignedRequest request, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var (id, time, given) = (request.Header(IdHeader), request.Header(TimeHeader), request.Header(SignatureHeader));
        if (string.IsNullOrEmpty(id) || given is null || !Signatures.IsTimely(time, now))
        {
            return false;
        }

        var signatures = given
            .Split(' ')
            .Where(text => text.StartsWith(Symmetric, StringComparison.Ordinal))
            .Select(name => Signatures.Base64(name[Symmetric.Length..]))
            .OfType<byte[]>();
        return Signatures.AnyFits(
            secrets.Select(KeyOf).OfType<byte[]>(),
            Signatures.Message($"{id}.{time}.", request.Body),
            [.. signatures]
        );
    }

    public WebhookEnvelope Describe(JsonElement sent, SignedRequest request) =>
        new(request.Header(IdHeader), sent.Text("type"));

    public Result<WebhookContent> Read(JsonElement sent, SignedRequest request)
    {
        if (!EventNames.TryParse(sent.Text("type"), out var type))
        {
            return WebhookContent.Ignored(IgnoredReasons.UnknownType);
        }

        var (data, pointer) = DataOf(sent);
        var id = request.Header(IdHeader);
        var body = data is null
            ? Problem.Invalid(string.Empty, "Give the event, as an object.")
            : RequestBody.Parse<EventBody>(Encoding.UTF8.GetBytes(data));
        if (!body.Succeeded)
        {
            return WebhookContent.Of(
                new ProviderEvent(
                    id ?? string.Empty,
                    type,
                    new EventBody { EventId = id, OccurredAt = sent.Time(TimeMember) }
                )
                {
                    Pointer = pointer,
                    Mistakes = body.Problem.Errors,
                }
            );
        }

        var single = EventNames.AsSingle(body.Value);
        var whole = single with
        {
            EventId = single.EventId ?? id,
            OccurredAt = single.OccurredAt ?? sent.Time(TimeMember),
        };
        return WebhookContent.Of(new ProviderEvent(whole.EventId ?? string.Empty, type, whole) { Pointer = pointer });
    }

    // A payload may have all its members at the top ('Payload structure': the squashed form); type and timestamp are
    // the envelope's.
    private static (string? Data, string Pointer) DataOf(JsonElement sent)
    {
        if (sent.Member(DataMember) is { } data)
        {
            return (data.ValueKind == JsonValueKind.Object ? data.GetRawText() : null, $"/{DataMember}");
        }

        var members = sent.EnumerateObject()
            .Where(member => member.Name() is not ("type" or TimeMember))
            .Select(member => $"{JsonSerializer.Serialize(member.Name() ?? string.Empty)}:{member.Value.GetRawText()}");
        return ($"{{{string.Join(',', members)}}}", string.Empty);
    }

    private static byte[]? KeyOf(string secret)
    {
        var text = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length > 0 ? key[..length] : null;
    }
}
