using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>
/// Reads what was posted for a partner in a period. Reading starts at the last frozen statement, so that it does not
/// read the whole history.
/// </summary>
public sealed class PartnerAccounts(StatementStore statements, ILedgerJournal journal)
{
    /// <summary>Returns the totals and the transactions of a period.</summary>
    public async Task<AccountPeriod> ReadAsync(
        AffiliateProgram program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(
            program,
            partner,
            period,
            await statements.SpansAsync(program.Slug, partner, cancellationToken),
            cancellationToken
        );

    /// <summary>Returns the totals and the transactions of a period.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="period">The period.</param>
    /// <param name="spans">The totals of the partner's frozen statements.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<AccountPeriod> ReadAsync(
        AffiliateProgram program,
        PartnerId partner,
        Period period,
        SortedDictionary<Period, AccountSpan> spans,
        CancellationToken cancellationToken
    )
    {
        var reader = ReaderOf(program, period, spans);
        var entries = journal.EntriesAsync(program.Slug, partner, reader.Place, cancellationToken);
        await foreach (var entry in entries)
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
        SortedDictionary<Period, AccountSpan> spans
    )
    {
        var end = period.End(program.Zone);
        if (spans.TryGetValue(period, out var frozen))
        {
            return AccountPeriodReader.Of(frozen, end);
        }

        var (known, earlier) = spans.LastOrDefault(span => span.Key < period);
        var begin =
            earlier is not null && known == period.Previous ? (DateTimeOffset?)null : period.Start(program.Zone);
        return new AccountPeriodReader(earlier, begin, end, spans.GetValueOrDefault(period.Next)?.From);
    }
}
