using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Pages.Pages;
using AffiliateFunctions.HeldCommissions;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.PartnerPages.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.Earnings;

/// <summary>The commissions of a partner.</summary>
[Tags("Partner pages")]
public sealed class ShowPartnerCommissions(
    PartnerRequests requests,
    IPartnerLedger ledger,
    IHoldQuestions questions,
    PageAnswers pages,
    TimeProvider clock
)
{
    // The list stays readable on a phone.
    private const int Rows = 50;

    /// <inheritdoc cref="ShowPartnerCommissions"/>
    [Function(nameof(ShowPartnerCommissions))]
    [EndpointSummary("Lists the commissions of a signed-in partner, the newest first, page by page.")]
    [QueryParameter<CommissionStatus>("status", "Only commissions of this status.")]
    [QueryParameter<string>(
        "range",
        "The months of the conversions: year (the default), this_month, last_month or custom."
    )]
    [QueryParameter<string>("from", "The first month of a custom range, such as 2026-01.")]
    [QueryParameter<string>("to", "The last month of a custom range; a range has at most 36 months.")]
    [QueryParameter<CommissionId>("older", "The place at which the page begins, as the page before names it.")]
    [ProducesPages(200, 400, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "partner/{program}/commissions")] HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForPartnerAsync(
            request,
            program,
            account => ListAsync(request, account, cancellationToken),
            cancellationToken
        );

    private async Task<IResult> ListAsync(
        HttpRequest request,
        PartnerAccount account,
        CancellationToken cancellationToken
    )
    {
        var zone = account.Program.Zone;
        var values = new QueryValues(request.Query);
        var wanted = new WantedCommissions(
            MonthRange.Read(request.Query, Period.Of(clock.GetUtcNow(), zone)),
            string.IsNullOrEmpty(request.Query["status"]) ? null : values.Choice<CommissionStatus>("status"),
            values.Value<CommissionId>("older")
        );
        var page = await ledger.NewestAsync(
            account.Program.Slug,
            account.Partner.Id,
            new CommissionSearch(
                wanted.Status,
                wanted.Range.First.Start(zone),
                EndOf(wanted.Range.Last.End(zone)),
                wanted.Older,
                Rows
            ),
            cancellationToken
        );
        var held = page
            .Commissions.Where(described => described.Commission.Status == CommissionListText.Held)
            .Select(described => described.Commission.Id)
            .ToList();
        return await pages.AnswerAsync<PartnerCommissionsPage>(
            CommissionListText.Of(
                account,
                wanted,
                page,
                await questions.FindAllAsync(account.Program.Slug, held, cancellationToken)
            ),
            wanted.Range.Error is null && values.Errors.Count == 0
                ? StatusCodes.Status200OK
                : StatusCodes.Status400BadRequest
        );
    }

    // An event can be up to a day in the future, because clocks differ.
    private DateTimeOffset EndOf(DateTimeOffset end)
    {
        var latest = clock.GetUtcNow().AddDays(1);
        return end < latest ? end : latest;
    }
}

/// <summary>Which commissions a request asks for.</summary>
/// <param name="Range">The months.</param>
/// <param name="Status">The status; null for all.</param>
/// <param name="Older">The place at which the page begins; null for the first page.</param>
internal sealed record WantedCommissions(MonthRange Range, CommissionStatus? Status, CommissionId? Older);
