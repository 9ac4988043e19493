using System.Globalization;
using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Returns the postings and the balance of one partner.</summary>
[Tags("Ledger")]
public sealed class GetPartnerLedger(IPrograms programs, IPartners partners, ILedger ledger, LedgerStore store)
{
    // The position of a posting in the journal: page, transaction on the page, posting in the transaction.
    private const long PlacesOfPage = 1_000_000;
    private const long PlacesOfTransaction = 1_000;

    /// <summary>Lists the postings of a partner, page by page.</summary>
    [Function(nameof(GetPartnerLedger))]
    [EndpointSummary("Lists a partner's postings.")]
    [SortedBy("the time of the posting: the oldest comes first", "at")]
    [Paged]
    [ResponseExample(
        """
            {
              "data": [
                {
                  "at": "2026-10-05T10:00:02+00:00",
                  "cause": "event:sale-1",
                  "account": "commission_expense",
                  "commission_id": "com_01m45r3180yajdsx5vk7tbxabk",
                  "amount": -2000,
                  "currency": "USD"
                },
                {
                  "at": "2026-10-05T10:00:02+00:00",
                  "cause": "event:sale-1",
                  "account": "pending",
                  "commission_id": "com_01m45r3180yajdsx5vk7tbxabk",
                  "amount": 2000,
                  "currency": "USD"
                }
              ],
              "next_cursor": null
            }
            """
    )]
    [ProducesResponseType<Page<PostingView>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public async Task<IResult> ListPostings(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/partners/{id}/ledger")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        CancellationToken cancellationToken
    )
    {
        var known = await KnownAsync(slug, id, cancellationToken);
        var paging = PageRequest.Read(request);
        if (!known.Succeeded || !paging.Succeeded)
        {
            return HttpResults.Problem(known.Problem ?? paging.Problem!);
        }

        var after = 0L;
        if (
            paging.Value.After is { } cursor
            && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after)
        )
        {
            return HttpResults.Problem(
                Problem.Invalid("/cursor", "Send the next_cursor of an earlier response unchanged, or leave it out.")
            );
        }

        var (program, partner) = known.Value;
        var postings = PostingsAsync(program, partner, after, cancellationToken);
        return HttpResults.Ok(
            await paging.Value.TakeAsync(postings, p => p.Place.ToString(CultureInfo.InvariantCulture), p => p.View)
        );
    }

    /// <summary>Returns the running totals of a partner.</summary>
    [Function(nameof(GetPartnerBalance))]
    [EndpointSummary("Returns a partner's balance.")]
    [ResponseExample(
        """
            {
              "held": 0,
              "pending": 2000,
              "payable": 0,
              "in_payout": 0,
              "paid": 0,
              "negative": 0,
              "currency": "USD"
            }
            """
    )]
    [ProducesResponseType<PartnerBalance>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public async Task<IResult> GetPartnerBalance(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/partners/{id}/balance")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        CancellationToken cancellationToken
    )
    {
        var known = await KnownAsync(slug, id, cancellationToken);
        return known.Succeeded
            ? HttpResults.Ok(
                await ledger.BalanceAsync(known.Value.Program.Slug, known.Value.Partner, cancellationToken)
            )
            : HttpResults.Problem(known.Problem);
    }

    private Task<Result<(AffiliateProgram Program, PartnerId Partner)>> KnownAsync(
        string slug,
        string id,
        CancellationToken cancellationToken
    ) =>
        programs
            .RequireAsync(slug, cancellationToken)
            .Then<AffiliateProgram, (AffiliateProgram Program, PartnerId Partner)>(async found =>
                PartnerId.TryParse(id, out var partner)
                && await partners.FindAsync(found.Slug, partner, cancellationToken) is not null
                    ? (found, partner)
                    : Problem.NotFound($"There is no partner '{id}' in the program.")
            );

    private async IAsyncEnumerable<(long Place, PostingView View)> PostingsAsync(
        AffiliateProgram program,
        PartnerId partner,
        long after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var page in store.JournalAsync(
                program.Slug,
                partner,
                Math.Max(0, (after / PlacesOfPage) - 1),
                cancellationToken
            )
        )
        {
            foreach (var (t, transaction) in page.Transactions.Index())
            {
                foreach (var (p, posting) in transaction.Postings.Index())
                {
                    var place = (page.Number * PlacesOfPage) + (t * PlacesOfTransaction) + p;
                    if (place > after)
                    {
                        yield return (place, PostingView.Of(transaction, posting, program.Currency));
                    }
                }
            }
        }
    }

    /// <summary>A posting.</summary>
    /// <param name="At">When it was posted.</param>
    /// <param name="Cause">The cause of the posting; the postings of one cause sum to zero.</param>
    /// <param name="Account">The account.</param>
    /// <param name="CommissionId">The commission.</param>
    /// <param name="Amount">The amount in minor units.</param>
    /// <param name="Currency">The program's currency.</param>
    internal sealed record PostingView(
        DateTimeOffset At,
        string Cause,
        Account Account,
        CommissionId CommissionId,
        long Amount,
        string Currency
    )
    {
        public static PostingView Of(LedgerTransaction transaction, Posting posting, string currency) =>
            new(transaction.At, transaction.Cause, posting.Account, posting.Commission, posting.Amount, currency);
    }
}
