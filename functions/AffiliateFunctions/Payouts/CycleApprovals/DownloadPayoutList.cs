using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>
/// Returns the complete list of a cycle's payouts, by the link of the approval page, in the order of the partners' ids.
/// </summary>
[Tags("Approvals")]
public sealed class DownloadPayoutList(
    PayoutListLinks links,
    CycleStore cycles,
    SkippedPartnerStore skippedPartners,
    CycleOverviewReader overviews,
    PageAnswers pages
)
{
    private const int PartnersAtOnce = 500;

    /// <inheritdoc cref="DownloadPayoutList"/>
    [Function(nameof(DownloadPayoutList))]
    [EndpointSummary("Returns the payouts that an approval is about, and what is not paid, as CSV.")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/csv")]
    [ProducesPages(400, 409, 410)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "payout-list/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link on the approval page.")] string token,
        CancellationToken cancellationToken
    )
    {
        var (link, refusal) = links.Read(token);
        if (link is null)
        {
            return refusal == LinkRefusal.Expired
                ? await RefuseAsync(
                    "This link has expired",
                    "The time to decide has passed.",
                    StatusCodes.Status410Gone
                )
                : await RefuseAsync(
                    "This link does not work",
                    "The link is incomplete. Open the list from the page of the request again.",
                    StatusCodes.Status400BadRequest
                );
        }

        var (program, period) = (ProgramSlug.Parse(link.Program), Period.Parse(link.Subject));
        if (
            await cycles.FindAsync(program, period, cancellationToken) is not { } cycle
            || cycle.Fingerprint != link.ContentHash
        )
        {
            return await RefuseAsync(
                "The payouts have changed",
                "The list belongs to an earlier request. Open the list from the page of the latest request.",
                StatusCodes.Status409Conflict
            );
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        var rows = PaidAsync(cycle, cancellationToken).Concat(NotPaidAsync(cycle, cancellationToken));
        return request.ExportCsv($"payouts-{program}-{period}", rows);
    }

    private Task<IResult> RefuseAsync(string title, string text, int status) =>
        pages.StatusAsync(new StatusMessage(title, text, StatusTone.Warning), status);

    private async IAsyncEnumerable<Row> PaidAsync(
        StoredCycle cycle,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var review = await overviews.BeginAsync(cycle, cancellationToken);
        await foreach (var reviewed in overviews.ReviewAsync(review, cancellationToken))
        {
            var payout = reviewed.Payout;
            yield return new Row(
                reviewed.Company,
                payout.Partner,
                payout.Id,
                payout.Status == PayoutStatus.Reserved ? "to be paid" : StoredJson.NameOf(payout.Status),
                payout.Method,
                payout.AccountSummary,
                DecimalOf(payout.Amount, cycle),
                cycle.Currency,
                payout.Lines.Count,
                string.Join(' ', reviewed.Notes)
            );
        }
    }

    private async IAsyncEnumerable<Row> NotPaidAsync(
        StoredCycle cycle,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var some in skippedPartners.ListAsync(cycle, after: null, cancellationToken).Chunk(PartnersAtOnce)
        )
        {
            var ids = some.Select(skipped => skipped.Partner);
            var companies = await overviews.CompaniesAsync(cycle, ids, cancellationToken);
            foreach (var skipped in some)
            {
                yield return new Row(
                    companies.GetValueOrDefault(skipped.Partner, skipped.Partner.Value),
                    skipped.Partner,
                    null,
                    "not paid",
                    null,
                    null,
                    DecimalOf(skipped.Amount, cycle),
                    cycle.Currency,
                    null,
                    SkipReasons.TextOf(skipped.Reason, skipped.Detail)
                );
            }
        }
    }

    private static decimal DecimalOf(long amount, StoredCycle cycle) =>
        DisplayFormat.DecimalOf(amount, Currency.Parse(cycle.Currency).Digits);

    private sealed record Row(
        string Company,
        PartnerId Partner,
        string? Payout,
        string Status,
        string? Method,
        string? Account,
        decimal Amount,
        string Currency,
        int? Commissions,
        string Note
    );
}
