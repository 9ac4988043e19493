using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;

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
}
