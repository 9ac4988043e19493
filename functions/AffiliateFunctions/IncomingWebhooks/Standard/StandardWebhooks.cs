using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.IncomingWebhooks.Standard;

/// <summary>
/// Reads the webhooks of any sender that follows Standard Webhooks
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). <c>type</c> is an
/// event type of the API. <c>data</c>, or the other members beside <c>type</c>, is the event in the format of the API.
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
    /// The header contains one or more signatures separated by spaces. Each covers id, time and body, separated by full
    /// stops. The HMAC is computed here, because the package StandardWebhooks supports only the machine's clock and a
    /// single secret.
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
            .Where(signature => signature.StartsWith(Symmetric, StringComparison.Ordinal))
            .Select(signature => Signatures.Base64(signature[Symmetric.Length..]))
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
            ? Problem.Invalid(string.Empty, "Send the event as a JSON object.")
            : RequestBody.Parse<EventBody>(data);
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

    // A payload may have all its members at the top level ('Payload structure': the squashed form). Type and timestamp
    // belong to the envelope. The bytes are those that were sent: a text that is not valid UTF-8 cannot be read here, and
    // is reported with the other errors of the event.
    private static (byte[]? Data, string Pointer) DataOf(JsonElement sent)
    {
        if (sent.Member(DataMember) is { } data)
        {
            return (
                data.ValueKind == JsonValueKind.Object ? JsonMarshal.GetRawUtf8Value(data).ToArray() : null,
                $"/{DataMember}"
            );
        }

        var text = new ArrayBufferWriter<byte>();
        text.Write("{"u8);
        foreach (var member in sent.EnumerateObject().Where(member => member.Name() is not ("type" or TimeMember)))
        {
            text.Write(text.WrittenCount > 1 ? ",\""u8 : "\""u8);
            text.Write(JsonMarshal.GetRawUtf8PropertyName(member));
            text.Write("\":"u8);
            text.Write(JsonMarshal.GetRawUtf8Value(member.Value));
        }

        text.Write("}"u8);
        return (text.WrittenSpan.ToArray(), string.Empty);
    }

    private static byte[]? KeyOf(string secret)
    {
        var text = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length > 0 ? key[..length] : null;
    }
}
