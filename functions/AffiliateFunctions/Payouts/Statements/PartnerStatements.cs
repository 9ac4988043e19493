using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts.Statements;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>
/// Makes the statements of a cycle. A statement is preliminary until the cycle freezes it. A partner without a movement
/// to whom nothing is owed has none.
/// </summary>
public sealed class PartnerStatements(
    StatementStore statements,
    PartnerAccounts accounts,
    ILedgerJournal journal,
    InvoiceNumbers numbers,
    TimeProvider clock
)
{
    /// <summary>The frozen statement, or the preliminary one; null if the partner has none.</summary>
    public async Task<StoredStatement?> FindAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        Partner partner,
        PayoutDecision decision,
        CancellationToken cancellationToken
    )
    {
        if (await statements.FindAsync(program.Slug, partner.Id, cycle.Period, cancellationToken) is { } frozen)
        {
            return frozen;
        }

        var read = await accounts.ReadAsync(program, [partner.Id], cycle.Period, cancellationToken);
        return await ComputeAsync(program, cycle, partner, decision, read[partner.Id], cancellationToken);
    }

    /// <summary>
    /// Freezes the statements of some partners and returns them; partners without a statement are left out. A statement
    /// that was frozen before stays as it is, whatever has happened since.
    /// </summary>
    public async Task<IReadOnlyDictionary<PartnerId, StoredStatement>> FreezeAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        IReadOnlyCollection<(Partner Partner, PayoutDecision Decision)> payees,
        CancellationToken cancellationToken
    )
    {
        // A statement that was frozen without a number gets none, also if the partner has agreed to one since.
        var frozen = await statements.FindAllAsync(
            program.Slug,
            cycle.Period,
            payees.Select(payee => payee.Partner.Id),
            cancellationToken
        );
        var left = payees.Where(payee => !frozen.ContainsKey(payee.Partner.Id)).ToList();
        if (left.Count == 0)
        {
            return frozen;
        }

        var ids = left.Select(payee => payee.Partner.Id).ToList();
        var read = await accounts.ReadAsync(program, ids, cycle.Period, cancellationToken);
        var computed = new List<(Partner Partner, StoredStatement Statement)>();
        foreach (var (partner, decision) in left)
        {
            if (
                await ComputeAsync(program, cycle, partner, decision, read[partner.Id], cancellationToken) is
                { } statement
            )
            {
                computed.Add((partner, statement));
            }
        }

        var stored = await statements.FreezeAsync(
            await NumberAsync(program, cycle.Period, computed, cancellationToken),
            cancellationToken
        );
        return frozen.Values.Concat(stored).ToDictionary(statement => statement.Partner);
    }

    // A number that an interrupted call has assigned is used, whatever the partner has agreed since.
    private async Task<IReadOnlyList<StoredStatement>> NumberAsync(
        AffiliateProgram program,
        Period period,
        IReadOnlyCollection<(Partner Partner, StoredStatement Statement)> computed,
        CancellationToken cancellationToken
    )
    {
        var known = computed.Where(payee => payee.Partner.SelfBilling is not null).ToList();
        var agreed = known.Where(payee => payee.Partner.SelfBilling!.IsAgreed && payee.Statement.InvoiceAmount != 0);
        var assigned = await numbers.AssignAsync(
            program.Slug,
            period,
            [.. agreed.Select(payee => payee.Partner.Id)],
            [.. known.Select(payee => payee.Partner.Id)],
            cancellationToken
        );
        var now = clock.GetUtcNow();
        return
        [
            .. computed.Select(payee =>
                payee.Statement with
                {
                    InvoiceNumber = assigned.GetValueOrDefault(payee.Partner.Id),
                    Parties = assigned.ContainsKey(payee.Partner.Id) ? InvoiceParties.Of(program, payee.Partner) : null,
                    FrozenAt = now,
                }
            ),
        ];
    }

    private async Task<StoredStatement?> ComputeAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        Partner partner,
        PayoutDecision decision,
        PartnerAccount read,
        CancellationToken cancellationToken
    )
    {
        var account = read.Period;
        return account.IsEmpty
            ? null
            : new StoredStatement
            {
                Program = program.Slug,
                Period = cycle.Period,
                Partner = partner.Id,
                Name = partner.Name,
                Company = partner.Company,
                Currency = cycle.Currency,
                Timezone = program.Timezone,
                From = cycle.Period.Start(program.Zone),
                Until = cycle.Period.End(program.Zone),
                Span = account.Span,
                Lines = StatementLines.Of(
                    account.Transactions,
                    await LabelsAsync(program.Slug, partner.Id, read, cancellationToken)
                ),
                Payout = decision.ToStatement(),
            };
    }

    private async Task<IReadOnlyDictionary<CommissionId, CommissionLabel>> LabelsAsync(
        ProgramSlug program,
        PartnerId partner,
        PartnerAccount read,
        CancellationToken cancellationToken
    )
    {
        var named = StatementLines.CommissionsOf(read.Period.Transactions);
        var missing = named.Where(commission => !read.Labels.ContainsKey(commission)).ToList();
        return missing.Count == 0
            ? read.Labels
            : (await journal.DescribeAsync(program, partner, missing, cancellationToken))
                .Concat(read.Labels)
                .ToDictionary(label => label.Key, label => label.Value);
    }
}
