using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Returns cycles and their payouts.</summary>
[Tags("Cycles")]
public sealed class GetCycles(
    IPrograms programs,
    CycleStore cycles,
    SkippedPartnerStore skippedPartners,
    CycleProgress progress
)
{
    private const int MaxSkipped = 1000;

    /// <summary>Lists the cycles of a program, the newest first.</summary>
    [Function(nameof(ListCycles))]
    [EndpointSummary("Lists a program's cycles, the newest first.")]
    [SortedBy("period: the newest comes first", "period", IsDescending = true)]
    [Paged]
    [ProducesResponseType<Page<CycleAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListCycles(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/cycles")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var page = PageRequest.Read(request);
                return page.Succeeded
                    ? HttpResults.Ok(
                        await page.Value.TakeAsync(
                            cycles.NewestFirstAsync(program.Slug, page.Value.After, cancellationToken),
                            cycle => cycle.Period.Value,
                            cycle => CycleAnswer.Of(cycle)
                        )
                    )
                    : HttpResults.Problem(page.Problem);
            },
            cancellationToken
        );

    /// <summary>Returns one cycle.</summary>
    [Function(nameof(GetCycle))]
    [EndpointSummary("Returns a cycle.")]
    [EndpointDescription("Names at most 1,000 partners that are not paid; `…/skipped` lists all of them.")]
    [ProducesResponseType<CycleAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetCycle(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/cycles/{period}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<Period>] string period,
        CancellationToken cancellationToken
    ) =>
        cycles
            .RequireAsync(programs, slug, period, cancellationToken)
            .Match(async cycle =>
            {
                var skipped = await skippedPartners
                    .ListAsync(cycle, after: null, cancellationToken)
                    .Take(MaxSkipped)
                    .ToListAsync(cancellationToken);
                return HttpResults.Ok(CycleAnswer.Of(cycle, skipped, await progress.OfAsync(cycle, cancellationToken)));
            });

    /// <summary>Lists the payouts of a cycle, page by page.</summary>
    [Function(nameof(GetPayouts))]
    [EndpointSummary("Lists a cycle's payouts.")]
    [SortedBy("partner", "partner_id")]
    [Paged]
    [ResponseExample(
        """
            {
              "data": [
                {
                  "id": "pay_202611_01m1k9n3e0v3rs3dtr98h6bcfn",
                  "partner_id": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
                  "name": "Pat Partner",
                  "method": "ach",
                  "amount": 2000,
                  "currency": "USD",
                  "status": "reserved",
                  "lines": [
                    {
                      "commission": "com_01m45r3180yajdsx5vk7tbxabk",
                      "text": "revenue-share, sale sale-1 of 2026-10-05",
                      "amount": 2000
                    }
                  ]
                }
              ],
              "next_cursor": null
            }
            """
    )]
    [ProducesResponseType<Page<PayoutAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public async Task<IResult> GetPayouts(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/cycles/{period}/payouts")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<Period>] string period,
        CancellationToken cancellationToken
    )
    {
        var cycle = await cycles.RequireAsync(programs, slug, period, cancellationToken);
        var page = PageRequest.Read(request);
        return !cycle.Succeeded || !page.Succeeded
            ? HttpResults.Problem(cycle.Problem ?? page.Problem!)
            : HttpResults.Ok(
                await page.Value.TakeAsync(
                    cycles
                        .PayoutsAsync(cycle.Value.Program, cycle.Value.Period, page.Value.After, cancellationToken)
                        .Where(payout => payout.Attempt == cycle.Value.Attempt),
                    CycleStore.KeyOf,
                    PayoutAnswer.Of
                )
            );
    }
}

/// <summary>Finds the cycle of a route.</summary>
internal static class CycleRoute
{
    public static Task<Result<StoredCycle>> RequireAsync(
        this CycleStore cycles,
        IPrograms programs,
        string slug,
        string period,
        CancellationToken cancellationToken
    ) =>
        programs
            .RequireAsync(slug, cancellationToken)
            .Then<AffiliateProgram, StoredCycle>(async program =>
                Period.TryParse(period, out var parsed)
                && await cycles.FindAsync(program.Slug, parsed, cancellationToken) is { } cycle
                    ? cycle
                    : Problem.NotFound($"The program has no cycle '{period}'.")
            );
}

/// <summary>A payout as the API returns it.</summary>
/// <param name="Id">The id.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="Name">The partner's name.</param>
/// <param name="Method">The payout method.</param>
/// <param name="Amount">The amount, in minor units.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="Status">The status.</param>
/// <param name="Rail">The rail that makes the payment through an API, such as <c>paypal</c>; absent for a payment in a
/// file.</param>
/// <param name="BatchId">The provider's id of the batch that contains the payment.</param>
/// <param name="Reference">The reference of the payment at the bank or provider.</param>
/// <param name="Reason">Why the payment failed or the payout was put back.</param>
/// <param name="ReasonDetail">What exactly must be corrected, as a sentence.</param>
/// <param name="BankNotice">What the bank reports about the account although the payment was made.</param>
/// <param name="Lines">The lines of the payout.</param>
internal sealed record PayoutAnswer(
    string Id,
    PartnerId PartnerId,
    string Name,
    string Method,
    long Amount,
    string Currency,
    PayoutStatus Status,
    string? Rail,
    string? BatchId,
    string? Reference,
    string? Reason,
    string? ReasonDetail,
    string? BankNotice,
    IReadOnlyList<Ledger.PayoutLine> Lines
)
{
    public static PayoutAnswer Of(StoredPayout payout) =>
        new(
            payout.Id,
            payout.Partner,
            payout.Name,
            payout.Method,
            payout.Amount,
            payout.Currency,
            payout.Status,
            payout.Rail,
            payout.BatchId,
            payout.Reference,
            payout.Reason,
            payout.ReasonDetail,
            payout.BankNotice,
            payout.Lines
        );
}
