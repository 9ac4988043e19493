using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>Finds a statement, and returns it in the format that the request asks for.</summary>
public sealed class StatementAnswers(
    IPrograms programs,
    IPartners partners,
    CycleStore cycles,
    SkippedPartnerStore skippedPartners,
    PartnerStatements statements,
    IEnumerable<IStatementDisputes> disputes,
    TimeProvider clock,
    PageAnswers pages
)
{
    /// <summary>Returns the statement as a page, as CSV or as JSON, or a problem.</summary>
    public async Task<IResult> AnswerAsync(
        HttpRequest request,
        StatementAddress address,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(address, cancellationToken);
        if (!found.Succeeded)
        {
            return HttpResults.Problem(found.Problem);
        }

        var (program, statement) = found.Value;
        if (request.WantsCsv() && !request.WantsPage())
        {
            return Results.Text(new StatementText(statement).ToCsv(), "text/csv; charset=utf-8");
        }

        if (request.WantsPage())
        {
            return await pages.AnswerAsync<StatementPage>(await PageOfAsync(program, statement, cancellationToken));
        }

        var open = await OpenDisputesAsync(statement, cancellationToken);
        return HttpResults.Ok(
            StatementAnswer.Of(statement) with
            {
                OpenDisputes = open.Count == 0 ? null : [.. open.Select(dispute => dispute.Id)],
            }
        );
    }

    /// <summary>The content of the page of a statement, with what is contested and how to contest more.</summary>
    internal async Task<Statement> PageOfAsync(
        AffiliateProgram program,
        StoredStatement statement,
        CancellationToken cancellationToken
    ) =>
        new StatementText(statement).ToPage(program.Brand()) with
        {
            Disputes =
            [
                .. (await OpenDisputesAsync(statement, cancellationToken)).Select(dispute => new Fact(
                    $"Contested since {DisplayFormat.Day(dispute.OpenedAt)}",
                    $"{dispute.What} ({dispute.Commission?.Value ?? dispute.Id.Value})"
                )),
            ],
            Contest = await ContestAsync(statement, cancellationToken),
        };

    private async Task<List<ContestedLine>> OpenDisputesAsync(
        StoredStatement statement,
        CancellationToken cancellationToken
    )
    {
        var open = new List<ContestedLine>();
        foreach (var source in disputes)
        {
            open.AddRange(
                await source
                    .OpenAsync(statement.Program, statement.Partner, cancellationToken)
                    .ToListAsync(cancellationToken)
            );
        }

        return open;
    }

    private async Task<NextPage?> ContestAsync(StoredStatement statement, CancellationToken cancellationToken) =>
        await partners.FindAsync(statement.Program, statement.Partner, cancellationToken) is { } partner
        && disputes
            .Select(source => source.LinkFor(partner, statement.Period, statement.FrozenAt ?? clock.GetUtcNow()))
            .FirstOrDefault(link => link is not null)
            is { } link
            ? new NextPage("Is something wrong or missing?", link.Label, link.Address)
            : null;

    private async Task<Result<(AffiliateProgram Program, StoredStatement Statement)>> FindAsync(
        StatementAddress address,
        CancellationToken cancellationToken
    )
    {
        var cycle = await cycles.RequireAsync(programs, address.Program, address.Period, cancellationToken);
        if (!cycle.Succeeded)
        {
            return cycle.Problem;
        }

        var program = (await programs.FindAsync(cycle.Value.Program, cancellationToken))!;
        if (
            !PartnerId.TryParse(address.Partner, out var id)
            || await partners.FindAsync(program.Slug, id, cancellationToken) is not { } partner
        )
        {
            return Problem.NotFound($"There is no partner '{address.Partner}' in the program.");
        }

        var statement = await FindAsync(program, cycle.Value, partner, cancellationToken);
        return statement is null
            ? Problem.NotFound(
                $"The partner has no statement of {address.Period}: nothing was posted in that month, and nothing was "
                    + "owed."
            )
            : (program, statement);
    }

    /// <summary>The statement of a partner; null if the month has no cycle, or the partner no statement.</summary>
    public async Task<StoredStatement?> FindAsync(
        AffiliateProgram program,
        Partner partner,
        Period period,
        CancellationToken cancellationToken
    ) =>
        await cycles.FindAsync(program.Slug, period, cancellationToken) is { } cycle
            ? await FindAsync(program, cycle, partner, cancellationToken)
            : null;

    private async Task<StoredStatement?> FindAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        Partner partner,
        CancellationToken cancellationToken
    )
    {
        var payout = await cycles.PayoutOfAttemptAsync(cycle, partner.Id, cancellationToken);
        var skipped = await skippedPartners.FindAsync(cycle, partner.Id, cancellationToken);
        var decision = new PayoutDecision(payout, skipped);
        return await statements.FindAsync(program, cycle, partner, decision, cancellationToken);
    }
}
