using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Programs;

/// <summary>Finds the program of a route.</summary>
public static class ProgramRequests
{
    /// <summary>The program with the slug, or a not-found problem. An invalid slug gives the same problem.</summary>
    public static async Task<Result<AffiliateProgram>> RequireAsync(
        this IPrograms programs,
        string slug,
        CancellationToken cancellationToken
    ) =>
        ProgramSlug.TryParse(slug, out var parsed) && await programs.FindAsync(parsed, cancellationToken) is { } program
            ? program
            : Problem.NotFound($"There is no program '{slug}'.");

    /// <summary>
    /// The answer for the program with the slug, or a not-found problem. The answer reads the request, so a body is
    /// read only when the program exists.
    /// </summary>
    public static Task<IResult> ForAsync(
        this IPrograms programs,
        string slug,
        Func<AffiliateProgram, Task<IResult>> answer,
        CancellationToken cancellationToken
    ) => programs.RequireAsync(slug, cancellationToken).Match(answer);
}
