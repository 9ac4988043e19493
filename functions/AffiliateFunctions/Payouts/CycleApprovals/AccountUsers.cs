using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>
/// Finds the accounts of a cycle's payouts that several partners use. All partners of the program are read, because
/// also those that are not paid may use the account of a payout. A number of 16 bytes is kept for each account.
/// </summary>
public sealed class AccountUsers(CycleStore cycles, IPartners partners)
{
    private const int PartnersAtOnce = 500;
    private const int MaxNames = 20;

    /// <summary>The accounts of these payouts, with the number of partners that use each of them.</summary>
    internal async Task<IReadOnlyDictionary<UInt128, int>> CountAsync(
        StoredCycle cycle,
        IAsyncEnumerable<StoredPayout> payouts,
        CancellationToken cancellationToken
    )
    {
        var users = new Dictionary<UInt128, int>();
        await foreach (var payout in payouts.Where(payout => payout.Account is not null))
        {
            users[NumberOf(payout.Account!)] = 0;
        }

        await foreach (var (_, account) in AccountsAsync(cycle, cancellationToken))
        {
            if (users.TryGetValue(account, out var count))
            {
                users[account] = count + 1;
            }
        }

        return users;
    }

    /// <summary>The partners that use each of some accounts, in words.</summary>
    internal async Task<IReadOnlyDictionary<UInt128, List<string>>> NamesAsync(
        StoredCycle cycle,
        IEnumerable<UInt128> accounts,
        CancellationToken cancellationToken
    )
    {
        var names = accounts.ToDictionary(account => account, _ => new List<string>());
        var more = new Dictionary<UInt128, int>();
        await foreach (var (partner, account) in AccountsAsync(cycle, cancellationToken))
        {
            if (names.TryGetValue(account, out var users) && users.Count < MaxNames)
            {
                users.Add($"{partner.Company} ({partner.Id})");
            }
            else if (users is not null)
            {
                more[account] = more.GetValueOrDefault(account) + 1;
            }
        }

        foreach (var (account, count) in more)
        {
            names[account].Add(CountText.Of(count, "more partner"));
        }

        return names;
    }

    /// <summary>The number of an account: a part of the SHA-256 of its hash.</summary>
    internal static UInt128 NumberOf(string account) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(account)));

    // The account of a partner whose details were stored before accounts had hashes is known by its payout.
    private async IAsyncEnumerable<(Partner Partner, UInt128 Account)> AccountsAsync(
        StoredCycle cycle,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var listed = partners.ListAsync(cycle.Program, cancellationToken).Where(partner => IsPayable(partner));
        await foreach (var some in listed.Chunk(PartnersAtOnce))
        {
            PartnerId[] unknown = [.. some.Where(partner => partner.Payout.Account is null).Select(p => p.Id)];
            var payouts =
                unknown.Length == 0
                    ? new Dictionary<PartnerId, StoredPayout>()
                    : await cycles.FindPayoutsAsync(cycle, unknown, cancellationToken);
            foreach (var partner in some)
            {
                if ((partner.Payout.Account ?? payouts.GetValueOrDefault(partner.Id)?.Account) is { } account)
                {
                    yield return (partner, NumberOf(account));
                }
            }
        }
    }

    private static bool IsPayable(Partner partner) => (partner.Payout.Account ?? partner.Payout.Method) is not null;
}
