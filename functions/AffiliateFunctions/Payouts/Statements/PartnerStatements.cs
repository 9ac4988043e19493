using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
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
    ) =>
        await statements.FindAsync(program.Slug, partner.Id, cycle.Period, cancellationToken)
        ?? await ComputeAsync(
            program,
            cycle,
            partner,
            decision,
            await statements.SpansAsync(program.Slug, partner.Id, cancellationToken),
            cancellationToken
        );

    /// <summary>
    /// Freezes the statement and returns it; null if the partner has none. A statement that was frozen before stays as
    /// it is, whatever has happened since.
    /// </summary>
    public async Task<StoredStatement?> FreezeAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        Partner partner,
        PayoutDecision decision,
        CancellationToken cancellationToken
    )
    {
        // A statement that was frozen without a number gets none, also if the partner has agreed to one since.
        var spans = await statements.SpansAsync(program.Slug, partner.Id, cancellationToken);
        if (spans.ContainsKey(cycle.Period))
        {
            return await statements.FindAsync(program.Slug, partner.Id, cycle.Period, cancellationToken);
        }

        var statement = await ComputeAsync(program, cycle, partner, decision, spans, cancellationToken);
        return statement is null
            ? null
            : await statements.FreezeAsync(
                statement with
                {
                    InvoiceNumber = await InvoiceNumberAsync(statement, partner, cancellationToken),
                    FrozenAt = clock.GetUtcNow(),
                },
                cancellationToken
            );
    }

    // A number that an interrupted call has assigned is used, whatever the partner has agreed since.
    private async Task<string?> InvoiceNumberAsync(
        StoredStatement statement,
        Partner partner,
        CancellationToken cancellationToken
    )
    {
        if (partner.SelfBilling is not { } billing)
        {
            return null;
        }

        var (program, period) = (statement.Program, statement.Period);
        return billing.IsAgreed && statement.InvoiceAmount != 0
            ? await numbers.AssignAsync(program, partner.Id, period, cancellationToken)
            : await numbers.FindAsync(program, partner.Id, period, cancellationToken);
    }

    private async Task<StoredStatement?> ComputeAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        Partner partner,
        PayoutDecision decision,
        SortedDictionary<Period, AccountSpan> spans,
        CancellationToken cancellationToken
    )
    {
        var account = await accounts.ReadAsync(program, partner.Id, cycle.Period, spans, cancellationToken);
        if (account.IsEmpty)
        {
            return null;
        }

        var labels = await journal.DescribeAsync(
            program.Slug,
            partner.Id,
            StatementLines.CommissionsOf(account.Transactions),
            cancellationToken
        );
        return new StoredStatement
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
            Lines = StatementLines.Of(account.Transactions, labels),
            Payout = decision.ToStatement(),
        };
    }
}
