using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Events.Clicks;

/// <summary>
/// Creates and reads click ids: <c>clk_</c>, a ULID with the time, the partner id without its prefix, the origin of the
/// click if there is one, and a signature over these and the program. The click id carries the partner, so attribution needs no lookup, and the signature
/// prevents forged ids. The notes about the click are part of the signature only: this app can read them, and the
/// holder of the id cannot.
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

    // The newest key signs, and each key verifies: an id has no room for the id of a key.
    private readonly KeyedHash[] signing;

    /// <summary>Creates and reads ids with the configured signing keys.</summary>
    public ClickIds(IOptions<SecurityOptions> options) =>
        signing = [.. options.Value.LinkSigningKeys().Select(key => new KeyedHash(key.Derive("click ids"u8)))];

    /// <summary>Returns a new id.</summary>
    public string New(
        ProgramSlug program,
        PartnerId partner,
        DateTimeOffset at,
        TouchNotes notes = TouchNotes.None,
        LinkOrigin? origin = null
    ) => Signed(program, partner, Ulid.NewUlid(at), notes, origin);

    /// <summary>
    /// Returns the id of a click whose event id the sender chose. The same event always gets the same click id.
    /// </summary>
    public string Of(
        ProgramSlug program,
        PartnerId partner,
        EventId source,
        DateTimeOffset at,
        TouchNotes notes = TouchNotes.None,
        LinkOrigin? origin = null
    ) =>
        Signed(
            program,
            partner,
            Ulid.NewUlid(at, SHA256.HashData(Encoding.UTF8.GetBytes(source.Value)).AsSpan(0, 10)),
            notes,
            origin
        );

    /// <summary>Returns the start of a time: sorts before all ids of that time and after all earlier ids.</summary>
    public static EventId FirstOf(DateTimeOffset at) =>
        EventId.Parse($"{Prefix}{Ulid.NewUlid(at, stackalloc byte[10]).ToString().ToLowerInvariant()}");

    /// <summary>
    /// Returns the time in an id of this form, without checking the signature; null for any other id.
    /// </summary>
    public static DateTimeOffset? TimeOf(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal)
        && id.Length > Prefix.Length + TimeLength + SignatureLength
        && id[Prefix.Length + TimeLength] == '_'
        && id[Prefix.Length] == '0'
        && Ulid.TryParse(id.AsSpan(Prefix.Length, TimeLength), out var time)
            ? time.Time
            : null;

    /// <summary>
    /// Returns the partner and time of a click; null for an id that is not of this program or was altered.
    /// </summary>
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

        var (name, origin) = ClickOrigin.Split(id[PartnerAt..end]);
        return PartnerId.TryParse(PartnerPrefix + name, out var partner)
            ? new SignedClick(partner, at, notes) { Origin = origin }
            : null;
    }

    private TouchNotes? NotesOf(ProgramSlug program, string head, string signature)
    {
        foreach (var key in signing)
        {
            foreach (var notes in AllNotes)
            {
                if (
                    CryptographicOperations.FixedTimeEquals(
                        Encoding.UTF8.GetBytes(signature),
                        Encoding.UTF8.GetBytes(Signature(key, program, head, notes))
                    )
                )
                {
                    return notes;
                }
            }
        }

        return null;
    }

    private string Signed(ProgramSlug program, PartnerId partner, Ulid ulid, TouchNotes notes, LinkOrigin? origin)
    {
        Span<char> time = stackalloc char[TimeLength];
        ulid.TryWriteStringify(time);
        Ascii.ToLowerInPlace(time, out _);
        var head = $"{Prefix}{time}_{partner.Value.AsSpan(PartnerPrefix.Length)}{ClickOrigin.Of(origin)}";
        return $"{head}_{Signature(signing[0], program, head, notes)}";
    }

    private static string Signature(KeyedHash key, ProgramSlug program, string head, TouchNotes notes)
    {
        Span<byte> signed = stackalloc byte[MaxLength + ProgramSlug.MaxLength + 8];
        return Utf8.TryWrite(
            signed,
            CultureInfo.InvariantCulture,
            $"{program.Value} {head} {(int)notes}",
            out var length
        )
            ? key.Hex(signed[..length], SignatureLength)
            : throw new ArgumentException($"The id '{head}' is too long to be signed.", nameof(head));
    }
}

/// <summary>The content of a valid click id.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="At">When the click occurred.</param>
/// <param name="Notes">The notes about the click.</param>
public sealed record SignedClick(PartnerId Partner, DateTimeOffset At, TouchNotes Notes)
{
    /// <summary>The link and the sub-id of the click, or null.</summary>
    public LinkOrigin? Origin { get; init; }
}
