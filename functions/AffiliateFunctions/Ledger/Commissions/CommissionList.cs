using System.Runtime.CompilerServices;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger.Store;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Lists a program's commissions, sorted by partner and then by the time of the conversion.</summary>
public sealed class CommissionList(LedgerStore store)
{
    /// <summary>Returns one page of the commissions that match the request.</summary>
    public async Task<Result<Page<CommissionView>>> PageAsync(
        AffiliateProgram program,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var paging = PageRequest.Read(request);
        var wanted = Wanted.Read(request.Query, program);
        if (!paging.Succeeded || !wanted.Succeeded)
        {
            return paging.Problem ?? wanted.Problem!;
        }

        if (paging.Value.After is { } cursor && !Position.TryParse(cursor, out _))
        {
            return Problem.Invalid(
                "/cursor",
                "Send the next_cursor of an earlier response unchanged, or leave it out."
            );
        }

        var rows = RowsAsync(program.Slug, wanted.Value, paging.Value.After, cancellationToken);
        return await paging.Value.TakeAsync(rows, c => Position.Of(c).ToString(), PartnerLedgers.ViewOf);
    }

    /// <summary>Returns all commissions that match the query.</summary>
    public Result<IAsyncEnumerable<CommissionView>> All(
        AffiliateProgram program,
        IQueryCollection query,
        CancellationToken cancellationToken
    )
    {
        var wanted = Wanted.Read(query, program);
        return wanted.Succeeded
            ? Result.Of(
                RowsAsync(program.Slug, wanted.Value, cursor: null, cancellationToken).Select(PartnerLedgers.ViewOf)
            )
            : wanted.Problem;
    }

    private async IAsyncEnumerable<Commission> RowsAsync(
        ProgramSlug program,
        Wanted wanted,
        string? cursor,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var after = Position.TryParse(cursor, out var position) ? position : null;
        var partners = wanted.Partner is { } partnerId
            ? new[] { partnerId }.ToAsyncEnumerable()
            : store.PartnersAsync(program, after?.Partner, cancellationToken);
        await foreach (var partner in partners)
        {
            var filter =
                after?.Partner == partner
                    ? wanted.Filter with
                    {
                        After = LedgerKeys.Commission(after.Commission),
                    }
                    : wanted.Filter;
            await foreach (var commission in store.CommissionsAsync(program, partner, filter, cancellationToken))
            {
                yield return commission;
            }
        }
    }

    /// <summary>The last commission of a page.</summary>
    private sealed record Position(PartnerId Partner, CommissionId Commission)
    {
        public static Position Of(Commission commission) => new(commission.Partner, commission.Id);

        public static bool TryParse(string? text, out Position? position)
        {
            var parts = (text ?? string.Empty).Split(' ');
            position =
                parts.Length == 2
                && PartnerId.TryParse(parts[0], out var partner)
                && CommissionId.TryParse(parts[1], out var commission)
                    ? new Position(partner, commission)
                    : null;
            return position is not null;
        }

        public override string ToString() => $"{Partner} {Commission}";
    }

    /// <summary>The filter of the query.</summary>
    private sealed record Wanted(PartnerId? Partner, CommissionFilter Filter)
    {
        public static Result<Wanted> Read(IQueryCollection query, AffiliateProgram program)
        {
            var values = new QueryValues(query);
            var partner = values.Value<PartnerId>("partner");
            var customer = values.Value<CustomerId>("customer");
            var period = values.Value<Period>("period");
            var status = values.Choice<CommissionStatus>("status");
            var subId = values.Text("sub_id", LinkOrigin.IsSubId, LinkOrigin.SubIdForm);
            if (values.Errors.Count > 0)
            {
                return Problem.Invalid(values.Errors);
            }

            var zone = TimeZoneInfo.FindSystemTimeZoneById(program.Timezone);
            return new Wanted(
                partner,
                new CommissionFilter
                {
                    Customer = customer,
                    Status = status,
                    SubId = subId,
                    From = period?.Start(zone),
                    Before = period?.End(zone),
                }
            );
        }
    }
}
