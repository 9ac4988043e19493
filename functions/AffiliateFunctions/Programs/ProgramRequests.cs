using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Programs;

/// <summary>The program that a route names.</summary>
public static class ProgramRequests
{
    /// <summary>
    /// The program of the slug, or the problem of one that is not there; a text that is no slug names none.
    /// </summary>
    public static async Task<Result<AffiliateProgram>> RequireAsync(
        this IPrograms programs,
        string slug,
        CancellationToken cancellationToken
    ) =>
        ProgramSlug.TryParse(slug, out var parsed) && await programs.FindAsync(parsed, cancellationToken) is { } program
            ? program
            : Problem.NotFound($"There is no program '{slug}'.");
}
