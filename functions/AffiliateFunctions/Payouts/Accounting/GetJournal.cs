using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Accounting;

/// <summary>Returns the accounting journal of a month: what was expensed, is owed and was paid.</summary>
[Tags("Ledger")]
public sealed class GetJournal(IPrograms programs, ILedgerJournal journal, PartnerAccounts accounts, TimeProvider clock)
{
    private const int PartnersAtOnce = 200;

    /// <inheritdoc cref="GetJournal"/>
    [Function(nameof(GetJournal))]
    [EndpointSummary("Returns the accounting journal of a month, as JSON or as CSV.")]
    [EndpointDescription(
        "Sums the postings of all partners by entry and account. The month has the same postings as its statements. "
            + "Debits and credits are equal, in total and for each entry."
    )]
    [ProducesResponseType<JournalAnswer>(StatusCodes.Status200OK, "application/json", "text/csv")]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/journal/{period}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<Period>] string period,
        CancellationToken cancellationToken
    ) =>
        programs
            .RequireAsync(slug, cancellationToken)
            .Then<AffiliateProgram, JournalAnswer>(async program =>
                Period.TryParse(period, out var parsed) && parsed.Start(program.Zone) <= clock.GetUtcNow()
                    ? await ReadAsync(program, parsed, cancellationToken)
                    : Problem.NotFound($"'{period}' is no month that has begun. Give {Period.Form}.")
            )
            .Match(answer =>
                request.WantsCsv() ? Results.Text(answer.ToCsv(), "text/csv; charset=utf-8") : HttpResults.Ok(answer)
            );

    /// <summary>Sums the postings of a month.</summary>
    internal async Task<JournalAnswer> ReadAsync(
        AffiliateProgram program,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var sums = new AccountingJournal();
        var partners = journal.PartnersAsync(program.Slug, after: null, cancellationToken);
        await foreach (var some in partners.Chunk(PartnersAtOnce).WithCancellation(cancellationToken))
        {
            var read = await accounts.ReadAsync(program, some, period, cancellationToken);
            foreach (var transaction in read.Values.SelectMany(account => account.Period.Transactions))
            {
                sums.Add(transaction);
            }
        }

        var lines = sums.Lines.ToList();
        return new JournalAnswer(
            period,
            program.Currency,
            period.Start(program.Zone),
            period.End(program.Zone),
            period.End(program.Zone) <= clock.GetUtcNow(),
            lines,
            lines.Sum(line => line.Debit),
            lines.Sum(line => line.Credit)
        );
    }
}
