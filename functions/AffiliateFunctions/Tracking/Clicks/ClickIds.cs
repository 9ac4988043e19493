using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Tracking.Clicks;

/// <summary>
/// Ids of clicks that say whose they are: <c>clk_</c>, a ULID with the time, the partner without its prefix, and a signature over
/// these and the program. A conversion that brings one back needs no lookup to be attributed, and nobody can make one up.
/// </summary>
internal sealed class ClickIds
{
    private const string Prefix = "clk_";
    private const string PartnerPrefix = "prt_";
    private const int TimeLength = 26;
    private const int SignatureLength = 24;

    private readonly byte[] key;

    public ClickIds(IOptions<SecurityOptions> options)
        => key = HMACSHA256.HashData(Convert.FromBase64String(options.Value.LinkSigningKey), "click ids"u8);

    /// <summary>A new id.</summary>
    public string New(ProgramSlug program, PartnerId partner, DateTimeOffset at) => Signed(program, partner, Ulid.NewUlid(at));

    /// <summary>The id of a click that its sender has named: the same for the same event.</summary>
    public string Of(ProgramSlug program, PartnerId partner, EventId source, DateTimeOffset at)
        => Signed(program, partner, Ulid.NewUlid(at, SHA256.HashData(Encoding.UTF8.GetBytes(source.Value)).AsSpan(0, 10)));

    /// <summary>The time in an id of this form, whoever made it; null for any other.</summary>
    public static DateTimeOffset? TimeOf(string id)
        => id.StartsWith(Prefix, StringComparison.Ordinal) && id.Length > Prefix.Length + TimeLength + SignatureLength && id[Prefix.Length + TimeLength] == '_'
            && id[Prefix.Length] == '0' && Ulid.TryParse(id.AsSpan(Prefix.Length, TimeLength), out var time) ? time.Time : null;

    /// <summary>Whose click it was and when; null for an id that is not of this program or was altered.</summary>
    public (PartnerId Partner, DateTimeOffset At)? Read(ProgramSlug program, string id)
    {
        var end = id.LastIndexOf('_');
        if (!id.StartsWith(Prefix, StringComparison.Ordinal) || end < Prefix.Length + 28 || id.Length > 200
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(id[(end + 1)..]), Encoding.UTF8.GetBytes(Signature(program, id[..end]))))
        {
            return null;
        }

        var ulid = id.AsSpan(Prefix.Length, 26);
        return Ulid.TryParse(ulid, out var time) && PartnerId.TryParse(PartnerPrefix + id[(Prefix.Length + 27)..end], out var partner)
            ? (partner, time.Time)
            : null;
    }

    private string Signed(ProgramSlug program, PartnerId partner, Ulid ulid)
    {
        var head = $"{Prefix}{ulid.ToString().ToLowerInvariant()}_{partner.Value[PartnerPrefix.Length..]}";
        return $"{head}_{Signature(program, head)}";
    }

    private string Signature(ProgramSlug program, string head)
        => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{program} {head}")))[..SignatureLength];
}
