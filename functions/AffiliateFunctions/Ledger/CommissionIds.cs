using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// Creates commission ids: <c>com_</c> and a lower-case ULID (https://github.com/ulid/spec) with the time of the event.
/// The other 80 bits are not random: 32 bits are a hash of the partner, by which the partner is found from the id, and
/// 48 bits are a hash of the event, its attempt and the rule. The same effect therefore always has the same id.
/// </summary>
internal static class CommissionIds
{
    private const string Prefix = "com_";
    private const int OwnerBytes = 4;
    private const int RandomBytes = 10;

    public static CommissionId Of(DateTimeOffset at, PartnerId partner, EventId source, string rule, int attempt = 0)
    {
        Span<byte> bits = stackalloc byte[RandomBytes];
        Hash(partner.Value)[..OwnerBytes].CopyTo(bits);

        // Neither an event id nor the id of a rule contains white space, so different effects never give the same text. The
        // first attempt has no number, as in ledgers that were written before attempts counted.
        var effect = attempt == 0 ? $"{source} {rule}" : $"{source} {rule} {attempt}";
        Hash(effect)[..(RandomBytes - OwnerBytes)].CopyTo(bits[OwnerBytes..]);
        return CommissionId.Parse(Prefix + Ulid.NewUlid(at, bits).ToString().ToLowerInvariant());
    }

    /// <summary>Returns the mark of the partner in the ids of its commissions.</summary>
    public static string OwnerMark(PartnerId partner) => Convert.ToHexStringLower(Hash(partner.Value)[..OwnerBytes]);

    /// <summary>Returns the partner mark in the id, or null when the id does not have this format.</summary>
    public static string? OwnerMark(CommissionId id) =>
        Ulid.TryParse(id.Value.AsSpan(Prefix.Length), out var ulid)
            ? Convert.ToHexStringLower(ulid.Random.AsSpan(0, OwnerBytes))
            : null;

    /// <summary>Returns the time of the event in an id, or null when the id does not have this format.</summary>
    public static DateTimeOffset? TimeOf(CommissionId id) =>
        Ulid.TryParse(id.Value.AsSpan(Prefix.Length), out var ulid) ? ulid.Time : null;

    /// <summary>Returns the smallest id of an event at the given time or later.</summary>
    public static string LeastAt(DateTimeOffset at) =>
        Prefix + Ulid.NewUlid(at, new byte[RandomBytes]).ToString().ToLowerInvariant();

    private static ReadOnlySpan<byte> Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
