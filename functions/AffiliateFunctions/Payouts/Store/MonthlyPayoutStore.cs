using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>
/// Stores what the cycles of a program pay in one calendar month, in a row of the table <c>cycles</c>. Monthly limits
/// count all cycles that are computed in the month, whatever their periods are.
/// </summary>
public sealed class MonthlyPayoutStore(StorageTables tables)
{
    private TableDocuments<Dictionary<string, long>> Months => new(tables[CycleStore.CyclesTable]);

    /// <summary>
    /// Sets the total of one cycle, which may depend on the totals of the other cycles of the month. Totals that two
    /// cycles set at the same time are set one after the other.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="month">The calendar month, in the program's time zone.</param>
    /// <param name="cycle">The period of the cycle.</param>
    /// <param name="total">Returns the total of the cycle from the sum of the others, in minor units.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task SetAsync(
        ProgramSlug program,
        Period month,
        Period cycle,
        Func<long, long> total,
        CancellationToken cancellationToken
    ) =>
        Months.ChangeAsync(
            new DocumentKey(program.Value, $"month:{month}", $"the payouts of {month} of {program}"),
            stored =>
            {
                var totals = stored is null ? [] : new Dictionary<string, long>(stored);
                totals[cycle.Value] = total(totals.Where(other => other.Key != cycle.Value).Sum(other => other.Value));
                return totals;
            },
            cancellationToken
        );
}
