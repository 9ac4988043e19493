using Affiliate.Domain.Identity;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.Overview;

/// <summary>The overview of a partner: its link, earnings, next payout and figures.</summary>
[Tags("Partner pages")]
public sealed class ShowPartnerOverview(
    PartnerRequests requests,
    IPartnerLedger ledger,
    IPartnerPayouts payouts,
    OverviewText texts,
    PageAnswers pages,
    TimeProvider clock
)
{
    /// <inheritdoc cref="ShowPartnerOverview"/>
    [Function(nameof(ShowPartnerOverview))]
    [EndpointSummary("Shows a signed-in partner its link, earnings, next payout and figures.")]
    [QueryParameter<string>(
        "range",
        "The months of the figures: year (the default), this_month, last_month or custom."
    )]
    [QueryParameter<string>("from", "The first month of a custom range, such as 2026-01.")]
    [QueryParameter<string>("to", "The last month of a custom range; a range has at most 36 months.")]
    [ProducesPages(200, 400, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "partner/{program}")] HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForPartnerAsync(
            request,
            program,
            async account =>
            {
                var figures = await ledger.FiguresAsync(account.Program, account.Partner.Id, cancellationToken);
                var next = await payouts.NextAsync(
                    account.Program,
                    account.Partner,
                    figures.Balance,
                    cancellationToken
                );
                var range = MonthRange.Read(request.Query, Period.Of(clock.GetUtcNow(), TimeZoneInfo.Utc));
                return await pages.AnswerAsync<PartnerOverviewPage>(
                    texts.Of(account, figures, next, range),
                    range.Error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
                );
            },
            cancellationToken
        );
}
