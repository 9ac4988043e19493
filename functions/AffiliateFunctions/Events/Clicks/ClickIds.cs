using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Events.Clicks;

/// <summary>
/// Ids of clicks that say whose they are: <c>clk_</c>, a ULID with the time, the partner without its prefix, and a
/// signature over these and the program. A conversion that brings one back needs no lookup to be attributed, and nobody
/// can make one up. What was noted about the click is in the signature alone: we can tell, and who carries it cannot.
/// </summary>
public sealed class ClickIds
{
    private const string Prefix = "clk_";
    private const string PartnerPrefix = "prt_";
    private const int TimeLength = 26;
    private const int SignatureLength = 24;
    private const int MaxLength = 200;
    private static readonly int PartnerAt = Prefix.Length + TimeLength + 1;
    private static readonly TouchNotes[] AllNotes =
    [
        TouchNotes.None,
        TouchNotes.PaidSearch,
        TouchNotes.Burst,
        TouchNotes.Burst | TouchNotes.PaidSearch,
    ];

    private readonly KeyedHash signing;

    /// <summary>The ids under the configured signing key.</summary>
    public ClickIds(IOptions<SecurityOptions> options) =>
        signing = new KeyedHash(
            HMACSHA256.HashData(Convert.FromBase64String(options.Value.LinkSigningKey), "click ids"u8)
        );

    /// <summary>A new id.</summary>
    public string New(ProgramSlug program, PartnerId partner, DateTimeOffset at, TouchNotes notes = TouchNotes.None) =>
        Signed(program, partner, Ulid.NewUlid(at), notes);

    /// <summary>The id of a click that its sender has named: the same for the same event.</summary>
    public string Of(
        ProgramSlug program,
        PartnerId partner,
        EventId source,
        DateTimeOffset at,
        TouchNotes notes = TouchNotes.None
    ) =>
        Signed(
            program,
            partner,
            Ulid.NewUlid(at, SHA256.HashData(Encoding.UTF8.GetBytes(source.Value)).AsSpan(0, 10)),
            notes
        );

    /// <summary>What sorts before the ids of a time and behind those before it.</summary>
    public static EventId FirstOf(DateTimeOffset at) =>
        EventId.Parse($"{Prefix}{Ulid.NewUlid(at, stackalloc byte[10]).ToString().ToLowerInvariant()}");

    /// <summary>The time in an id of this form, whoever made it; null for any other.</summary>
    public static DateTimeOffset? TimeOf(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal)
        && id.Length > Prefix.Length + TimeLength + SignatureLength
        && id[Prefix.Length + TimeLength] == '_'
        && id[Prefix.Length] == '0'
        && Ulid.TryParse(id.AsSpan(Prefix.Length, TimeLength), out var time)
            ? time.Time
            : null;

    /// <summary>Whose click it was, and when; null for an id that is not of this program or was altered.</summary>
    public SignedClick? Read(ProgramSlug program, string id)
    {
        var end = id.LastIndexOf('_');
        if (
            TimeOf(id) is not { } at
            || end <= PartnerAt
            || id.Length > MaxLength
            || !Ascii.IsValid(id)
            || NotesOf(program, id[..end], id[(end + 1)..]) is not { } notes
        )
        {
            return null;
        }

        return PartnerId.TryParse(PartnerPrefix + id[PartnerAt..end], out var partner)
            ? new SignedClick(partner, at, notes)
            : null;
    }

    private TouchNotes? NotesOf(ProgramSlug program, string head, string signature)
    {
        foreach (var notes in AllNotes)
        {
            if (
                CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(signature),
                    Encoding.UTF8.GetBytes(Signature(program, head, notes))
                )
            )
            {
                return notes;
            }
        }

        return null;
    }

    private string Signed(ProgramSlug program, PartnerId partner, Ulid ulid, TouchNotes notes)
    {
        Span<char> time = stackalloc char[TimeLength];
        ulid.TryWriteStringify(time);
        Ascii.ToLowerInPlace(time, out _);
        var head = $"{Prefix}{time}_{partner.Value.AsSpan(PartnerPrefix.Length)}";
        return $"{head}_{Signature(program, head, notes)}";
    }

    private string Signature(ProgramSlug program, string head, TouchNotes notes)
    {
        Span<byte> signed = stackalloc byte[MaxLength + ProgramSlug.MaxLength + 8];
        return Utf8.TryWrite(
            signed,
            CultureInfo.InvariantCulture,
            $"{program.Value} {head} {(int)notes}",
            out var length
        )
            ? signing.Hex(signed[..length], SignatureLength)
            : throw new ArgumentException($"The id '{head}' is too long to be signed.", nameof(head));
    }
}

/// <summary>What a click id of ours says.</summary>
/// <param name="Partner">Whose click it was.</param>
/// <param name="At">When.</param>
/// <param name="Notes">What was noted about it.</param>
public sealed record SignedClick(PartnerId Partner, DateTimeOffset At, TouchNotes Notes);
