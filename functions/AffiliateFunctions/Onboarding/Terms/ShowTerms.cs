using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Terms;

/// <summary>The page on which everybody can read a version of a program's partner terms.</summary>
[Tags("Onboarding")]
public sealed class ShowTerms(IPrograms programs, TermsStore store, PageAnswers pages)
{
    /// <inheritdoc cref="ShowTerms"/>
    [Function(nameof(ShowTerms))]
    [EndpointSummary("Shows a version of the partner terms.")]
    [ProducesPages(200, 404)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "terms/{slug}/{version}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("The version of the terms.")] string version,
        CancellationToken cancellationToken
    )
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        return
            program.Succeeded && await store.FindAsync(program.Value.Slug, version, cancellationToken) is { } document
            ? await pages.AnswerAsync<TermsPage>(new TermsReading(program.Value.Brand(), TextOf(document)))
            : await pages.StatusAsync(
                new StatusMessage(
                    "No such terms",
                    "There are no partner terms of this version. Open the link in the latest e-mail.",
                    StatusTone.Warning
                ),
                StatusCodes.Status404NotFound
            );
    }

    /// <summary>The path of the page.</summary>
    internal static string PathOf(ProgramSlug program, string version) => $"/terms/{program}/{version}";

    /// <summary>The terms as pages show them.</summary>
    internal static TermsText TextOf(TermsDocument document) =>
        new(document.Version, document.Text, document.Url, document.Hash);
}
