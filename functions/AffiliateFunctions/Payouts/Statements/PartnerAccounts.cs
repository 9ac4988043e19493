using System.Collections.Concurrent;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Payouts.Statements;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>
/// Reads what was posted for partners in a period. Reading starts at the statement of the period before, so that it
/// does not read the whole history. The journals of partners that follow each other are read together.
/// </summary>
public sealed class PartnerAccounts(StatementStore statements, ILedgerJournal journal)
{
    private const int PartnersAtOnce = 8;

    // Times of postings come from several machines, so a later page can have an earlier time.
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    private static readonly Dictionary<CommissionId, CommissionLabel> NoLabels = [];

    /// <summary>Returns the totals and the transactions of a period, by partner.</summary>
    public async Task<IReadOnlyDictionary<PartnerId, PartnerAccount>> ReadAsync(
        AffiliateProgram program,
        IReadOnlyCollection<PartnerId> partners,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var spans = await statements.SpansAsync(program.Slug, partners, period, cancellationToken);
        var since = period.Start(program.Zone) - Slack;
        var excerpts = await journal.RecentAsync(program.Slug, partners, since, cancellationToken);
        var accounts = new ConcurrentDictionary<PartnerId, PartnerAccount>();
        await Parallel.ForEachAsync(
            partners,
            new ParallelOptions { MaxDegreeOfParallelism = PartnersAtOnce, CancellationToken = cancellationToken },
            async (partner, token) =>
            {
                var excerpt = excerpts.GetValueOrDefault(partner);
                var reader = ReaderOf(program, period, spans.GetValueOrDefault(partner) ?? []);
                var read = await ReadAsync(program, partner, reader, excerpt, token);
                accounts[partner] = new PartnerAccount(read, excerpt?.Labels ?? NoLabels);
            }
        );
        return accounts;
    }

    private async Task<AccountPeriod> ReadAsync(
        AffiliateProgram program,
        PartnerId partner,
        AccountPeriodReader reader,
        JournalExcerpt? excerpt,
        CancellationToken cancellationToken
    )
    {
        if (excerpt?.EntriesAfter(reader.Place) is { } known)
        {
            _ = known.All(reader.TryAdd);
            return reader.Read();
        }

        await foreach (var entry in journal.EntriesAsync(program.Slug, partner, reader.Place, cancellationToken))
        {
            if (!reader.TryAdd(entry))
            {
                break;
            }
        }

        return reader.Read();
    }

    // The totals of a frozen statement stay as they are. Otherwise the period begins where the statement before it
    // ends, and ends where the statement after it begins.
    private static AccountPeriodReader ReaderOf(
        AffiliateProgram program,
        Period period,
        Dictionary<Period, AccountSpan> spans
    )
    {
        var end = period.End(program.Zone);
        if (spans.TryGetValue(period, out var frozen))
        {
            return AccountPeriodReader.Of(frozen, end);
        }

        var earlier = spans.GetValueOrDefault(period.Previous);
        var begin = earlier is null ? period.Start(program.Zone) : (DateTimeOffset?)null;
        return new AccountPeriodReader(earlier, begin, end, spans.GetValueOrDefault(period.Next)?.From);
    }
}
