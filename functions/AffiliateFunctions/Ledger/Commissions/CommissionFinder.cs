using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Store;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>
/// Finds commissions over the partitions of all partners, or in that of one. Storage answers a query over many
/// partitions in parts, which can be empty; each part has the place at which the next one begins.
/// </summary>
internal sealed class CommissionFinder(StorageTables tables, LedgerStore store) : ICommissionSearch
{
    private const int MaxRequests = 6;
    private const int InvalidPlace = 400;

    /// <inheritdoc/>
    public async Task<FoundCommissions?> FindAsync(
        AffiliateProgram program,
        CommissionQuery query,
        string? place,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var found = new List<CommissionView>();
        var requests = 0;
        try
        {
            var parts = tables[LedgerKeys.Table]
                .QueryAsync<TableEntity>(
                    FilterOf(program, query),
                    select: CommissionRow.WithoutTrace,
                    cancellationToken: cancellationToken
                )
                .AsPages(place, limit);
            await foreach (var part in parts)
            {
                found.AddRange(part.Values.Select(CommissionRow.Read).Select(PartnerLedgers.ViewOf));
                place = part.ContinuationToken;
                if (found.Count > 0 || ++requests == MaxRequests)
                {
                    break;
                }
            }
        }
        catch (RequestFailedException fault) when (fault.Status == InvalidPlace)
        {
            return null;
        }

        return new FoundCommissions(found, string.IsNullOrEmpty(place) ? null : place);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LineList>?> ExplainNothingAsync(
        AffiliateProgram program,
        PartnerId partner,
        EventId id,
        CancellationToken cancellationToken
    ) =>
        (await store.OutcomeAsync(program.Slug, partner, id, cancellationToken))?.Trace is { } trace
            ? [.. new TraceText(Of(partner, CompressedText.Expand(trace)), Currency.Parse(program.Currency)).Steps()]
            : null;

    // The rules were evaluated and granted nothing, so the trace of the evaluation belongs to no commission.
    private static CommissionTrace Of(PartnerId partner, string evaluation) =>
        new(string.Empty, partner, Amount: 0, [], EvaluationTrace.Parse(evaluation));

    private static string FilterOf(AffiliateProgram program, CommissionQuery query)
    {
        var filter = new CommissionFilter
        {
            Customer = query.Customer,
            Status = query.Status,
            From = query.Period?.Start(program.Zone),
            Before = query.Period?.End(program.Zone),
        };
        return query.Partner is { } partner
            ? filter.Query(LedgerKeys.Partition(program.Slug, partner))
            : filter.QueryAll(program.Slug);
    }
}
