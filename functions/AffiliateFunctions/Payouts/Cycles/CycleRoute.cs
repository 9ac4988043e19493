using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Payouts.Cycles;

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

    /// <summary>Returns a page of what belongs to the cycle of a route.</summary>
    /// <typeparam name="T">What belongs to it.</typeparam>
    /// <typeparam name="TAnswer">The same as the API returns it.</typeparam>
    /// <param name="cycles">The cycles.</param>
    /// <param name="programs">The programs.</param>
    /// <param name="request">The request, which names the page.</param>
    /// <param name="address">The cycle.</param>
    /// <param name="read">Reads the items of the cycle after a cursor.</param>
    /// <param name="cursorOf">The cursor of an item.</param>
    /// <param name="answerOf">The item as the API returns it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<IResult> PageAsync<T, TAnswer>(
        this CycleStore cycles,
        IPrograms programs,
        HttpRequest request,
        CycleAddress address,
        Func<StoredCycle, string?, IAsyncEnumerable<T>> read,
        Func<T, string> cursorOf,
        Func<T, TAnswer> answerOf,
        CancellationToken cancellationToken
    )
    {
        var cycle = await cycles.RequireAsync(programs, address.Program, address.Period, cancellationToken);
        var page = PageRequest.Read(request);
        return !cycle.Succeeded || !page.Succeeded
            ? HttpResults.Problem(cycle.Problem ?? page.Problem!)
            : HttpResults.Ok(await page.Value.TakeAsync(read(cycle.Value, page.Value.After), cursorOf, answerOf));
    }
}

/// <summary>Names a cycle, by the texts of a route.</summary>
/// <param name="Program">The program's slug.</param>
/// <param name="Period">The month.</param>
internal sealed record CycleAddress(string Program, string Period);
