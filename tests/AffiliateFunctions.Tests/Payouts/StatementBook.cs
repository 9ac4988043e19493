using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Payouts.Statements;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using Azure.Data.Tables;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>The statements of one partner, made from the ledger of a host.</summary>
internal sealed class StatementBook
{
    private readonly LedgerHost _host;
    private readonly CountedJournal _journal;

    private StatementBook(LedgerHost host, AffiliateProgram program)
    {
        _host = host;
        _journal = new CountedJournal(host.Get<ILedgerJournal>());
        Program = program;
        Store = new StatementStore(host.Get<StorageTables>());
        Accounts = new PartnerAccounts(Store, _journal);
        Statements = new PartnerStatements(
            Store,
            Accounts,
            _journal,
            new InvoiceNumbers(host.Get<StorageTables>()),
            host.Clock
        );
    }

    public AffiliateProgram Program { get; }

    public StatementStore Store { get; }

    public PartnerAccounts Accounts { get; }

    public PartnerStatements Statements { get; }

    /// <summary>How many transactions were read.</summary>
    public int Read => _journal.Read;

    /// <summary>The partner as the statements name it.</summary>
    public Partner Payee { get; set; } =
        new()
        {
            Id = Effects.Partner,
            Program = LedgerHost.Slug,
            Name = "Ada Lovelace",
            Email = "ada@partner.example.org",
            Company = "Analytical Partners",
            Country = "US",
            Status = PartnerStatus.Active,
            Group = "default",
            Code = "ada",
            Coupons = [],
            Tax = new PartnerTax("w9", "verified"),
            Payout = new PartnerPayout("ach", null),
            Terms = new PartnerTerms(null, null),
            ApprovedBy = "key",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };

    public static async Task<StatementBook> OpenAsync(LedgerHost host, string timezone = "UTC")
    {
        await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(StatementStore.Table);
        return new StatementBook(host, LedgerHost.Program with { Timezone = timezone });
    }

    public static StoredCycle Cycle(Period period) =>
        new()
        {
            Program = LedgerHost.Slug,
            Period = period,
            Status = CycleStatus.Settled,
            StartedBy = "key",
            StartedAt = DateTimeOffset.UnixEpoch,
            Currency = "USD",
        };

    public async Task<StoredStatement?> FreezeAsync(Period period, params SkippedPartner[] skipped)
    {
        var decision = new PayoutDecision(null, skipped.FirstOrDefault());
        var frozen = await Statements.FreezeAsync(Program, Cycle(period), [(Payee, decision)], default);
        return frozen.GetValueOrDefault(Payee.Id);
    }

    public Task<StoredStatement?> FindAsync(Period period) =>
        Statements.FindAsync(Program, Cycle(period), Payee, new PayoutDecision(null, null), default);

    public Task ApplyAsync(params LedgerEffect[] effects) =>
        _host.Accruals.ApplyAsync(LedgerHost.Slug, Effects.Partner, effects, default);

    public void MoveTo(Period period, int day, int hour = 0) =>
        _host.Clock.SetUtcNow(new DateTimeOffset(period.Year, period.Month, day, hour, 0, 0, TimeSpan.Zero));

    /// <summary>Reserves what is due for the payout of a period.</summary>
    public async Task ReserveAsync(Period period)
    {
        await _host.Ledger.MatureAsync(LedgerHost.Slug, Effects.Partner, _host.Clock.GetUtcNow(), default);
        await _host.Ledger.ReserveAsync(LedgerHost.Slug, Effects.Partner, period, default);
    }

    private sealed class CountedJournal(ILedgerJournal journal) : ILedgerJournal
    {
        public int Read { get; private set; }

        public IAsyncEnumerable<PartnerId> PartnersAsync(
            ProgramSlug program,
            PartnerId? after,
            CancellationToken cancellationToken
        ) => journal.PartnersAsync(program, after, cancellationToken);

        public IAsyncEnumerable<JournalEntry> EntriesAsync(
            ProgramSlug program,
            PartnerId partner,
            LedgerPosition after,
            CancellationToken cancellationToken
        ) =>
            journal
                .EntriesAsync(program, partner, after, cancellationToken)
                .Select(entry =>
                {
                    Read++;
                    return entry;
                });

        public Task<IReadOnlyDictionary<PartnerId, JournalExcerpt>> RecentAsync(
            ProgramSlug program,
            IReadOnlyCollection<PartnerId> partners,
            DateTimeOffset since,
            CancellationToken cancellationToken
        ) => journal.RecentAsync(program, partners, since, cancellationToken);

        public Task<IReadOnlyDictionary<CommissionId, CommissionLabel>> DescribeAsync(
            ProgramSlug program,
            PartnerId partner,
            IReadOnlyCollection<CommissionId> commissions,
            CancellationToken cancellationToken
        ) => journal.DescribeAsync(program, partner, commissions, cancellationToken);
    }
}

/// <summary>The invoice number of one statement.</summary>
internal static class OneInvoiceNumber
{
    public static async Task<string> AssignAsync(
        this InvoiceNumbers numbers,
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    ) => (await numbers.AssignAsync(program, period, [partner], [], cancellationToken))[partner];

    public static async Task<string?> FindAsync(
        this InvoiceNumbers numbers,
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    ) => (await numbers.AssignAsync(program, period, [], [partner], cancellationToken)).GetValueOrDefault(partner);
}
