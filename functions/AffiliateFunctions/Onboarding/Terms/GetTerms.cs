using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Terms;

/// <summary>Returns all versions of the partner terms, the latest first.</summary>
[Tags("Onboarding")]
public sealed class GetTerms(IPrograms programs, TermsStore store, TermsAnswers answers)
{
    /// <inheritdoc cref="GetTerms"/>
    [Function(nameof(GetTerms))]
    [EndpointSummary("Returns all versions of the partner terms, the latest first.")]
    [SortedBy("the time of storage: the latest comes first", "stored_at", IsDescending = true)]
    [ProducesResponseType<Page<TermsAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/terms")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var documents = await store.ListAsync(program.Slug, cancellationToken);
                return HttpResults.Ok(
                    new Page<TermsAnswer>(await answers.OfAsync(program.Slug, documents, cancellationToken), null)
                );
            },
            cancellationToken
        );
}
