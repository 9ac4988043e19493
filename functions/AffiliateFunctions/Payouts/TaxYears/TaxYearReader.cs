using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.TaxYears;

/// <summary>
/// Sums what was paid to the partners of a program in a calendar year of the program's time zone. A payment belongs to
/// the year in which its settlement was reported; a payment that the bank sent back does not count.
/// </summary>
public sealed class TaxYearReader(CycleStore cycles, IPartners partners, TimeProvider clock)
{
    /// <summary>Returns the totals, by partner id.</summary>
    internal async Task<TaxYearAnswer> ReadAsync(
        AffiliateProgram program,
        int year,
        CancellationToken cancellationToken
    )
    {
        var first = Period.Parse($"{year:0000}-01");
        var (from, until) = (first.Start(program.Zone), Period.Parse($"{year:0000}-12").End(program.Zone));
        var paid = new SortedDictionary<string, Dictionary<string, long>>(StringComparer.Ordinal);
        await foreach (var payout in PaidAsync(program.Slug, from, until, cancellationToken))
        {
            if (!paid.TryGetValue(payout.Partner.Value, out var methods))
            {
                paid.Add(payout.Partner.Value, methods = []);
            }

            methods[payout.Method] = checked(methods.GetValueOrDefault(payout.Method) + payout.Amount);
        }

        // Forms count as of the end of the year, or as of now while the year has not ended.
        var (now, lastInstant) = (clock.GetUtcNow(), until.AddTicks(-1));
        var formsAt = now < lastInstant ? now : lastInstant;
        var payees = await partners.FindAllAsync(program.Slug, paid.Keys.Select(PartnerId.Parse), cancellationToken);
        var lines = new List<PaidPartner>();
        foreach (var (id, methods) in paid)
        {
            var payee = payees.GetValueOrDefault(PartnerId.Parse(id));
            var isFormValid = payee?.Tax.IsValidAt(formsAt, program.Zone) == true;
            lines.Add(PaidPartner.Of(PartnerId.Parse(id), payee, methods, isFormValid));
        }

        return TaxYearAnswer.Of(program, year, lines);
    }

    // A cycle that was settled before the year has no payment in it.
    private async IAsyncEnumerable<StoredPayout> PaidAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset until,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var cycle in cycles.ListAsync(program, cancellationToken))
        {
            if (cycle.SettledAt < from || cycle.StartedAt >= until)
            {
                continue;
            }

            await foreach (var payout in cycles.PayoutsAsync(program, cycle.Period, after: null, cancellationToken))
            {
                if (payout.Status == PayoutStatus.Paid && payout.SettledAt >= from && payout.SettledAt < until)
                {
                    yield return payout;
                }
            }
        }
    }
}
