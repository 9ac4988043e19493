using Affiliate.Domain.Identity;
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
    public Task<IResult> GetPayouts(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/cycles/{period}/payouts")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<Period>] string period,
        CancellationToken cancellationToken
    ) =>
        cycles.PageAsync(
            programs,
            request,
            new CycleAddress(slug, period),
            (cycle, after) =>
                cycles
                    .PayoutsAsync(cycle.Program, cycle.Period, after, cancellationToken)
                    .Where(payout => payout.Attempt == cycle.Attempt),
            CycleStore.KeyOf,
            PayoutAnswer.Of,
            cancellationToken
        );
}
