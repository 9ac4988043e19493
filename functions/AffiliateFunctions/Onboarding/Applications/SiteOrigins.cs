using System.Collections.Concurrent;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// Lets the scripts of a program's own sites read every response to an application, also one before the program is read:
/// a refusal of too many requests, and a fault of storage. A browser shows a script nothing of a response without these
/// headers. The origins are remembered since the program was last read.
/// </summary>
/// <param name="programs">Reads the programs.</param>
public sealed class SiteOrigins(IPrograms programs)
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> remembered = new(StringComparer.Ordinal);

    /// <summary>Reads the program, and allows its origins.</summary>
    /// <param name="request">The request. The headers are added to its response.</param>
    /// <param name="slug">The slug of the route.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The program, or a not-found problem.</returns>
    public async Task<Result<AffiliateProgram>> AllowAsync(
        HttpRequest request,
        string slug,
        CancellationToken cancellationToken
    )
    {
        // The headers stay on the response of a fault.
        AllowRemembered(request, slug);
        var program = await programs.RequireAsync(slug, cancellationToken);
        if (program.Succeeded)
        {
            remembered[slug] = program.Value.AllowedOrigins;
            request.AllowOrigin(program.Value.AllowedOrigins);
        }

        return program;
    }

    /// <summary>Allows the origins that the program had when it was last read here, if it was.</summary>
    /// <param name="request">The request. The headers are added to its response.</param>
    /// <param name="slug">The slug of the route.</param>
    public void AllowRemembered(HttpRequest request, string slug) =>
        request.AllowOrigin(remembered.GetValueOrDefault(slug) ?? []);
}
