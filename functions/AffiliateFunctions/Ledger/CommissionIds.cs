using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// Ids of commissions: <c>com_</c> and a ULID (https://github.com/ulid/spec, in lower case) whose time is the event's,
/// and whose 80 other bits are not random but a hash of the partner (32 bits, by which the partner is found again) and
/// one of the event and the rule (48 bits). The same effect has the same id wherever and whenever it is computed.
/// </summary>
internal static class CommissionIds
{
    private const string Prefix = "com_";
    private const int OwnerBytes = 4;
    private const int RandomBytes = 10;

    public static CommissionId Of(DateTimeOffset at, PartnerId partner, EventId source, string rule)
    {
        Span<byte> bits = stackalloc byte[RandomBytes];
        Hash(partner.Value)[..OwnerBytes].CopyTo(bits);

        // White space is in no event id, so that no two pairs are written alike.
        Hash($"{source} {rule}")[..(RandomBytes - OwnerBytes)].CopyTo(bits[OwnerBytes..]);
        return CommissionId.Parse(Prefix + Ulid.NewUlid(at, bits).ToString().ToLowerInvariant());
    }

    /// <summary>The mark of the partner in the ids of its commissions.</summary>
    public static string OwnerMark(PartnerId partner) => Convert.ToHexStringLower(Hash(partner.Value)[..OwnerBytes]);

    /// <summary>The mark in the id, or null for an id that is none of these.</summary>
    public static string? OwnerMark(CommissionId id) =>
        Ulid.TryParse(id.Value.AsSpan(Prefix.Length), out var ulid)
            ? Convert.ToHexStringLower(ulid.Random.AsSpan(0, OwnerBytes))
            : null;

    /// <summary>The least id of an event at the given time or later.</summary>
    public static string LeastAt(DateTimeOffset at) =>
        Prefix + Ulid.NewUlid(at, new byte[RandomBytes]).ToString().ToLowerInvariant();

    private static ReadOnlySpan<byte> Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
