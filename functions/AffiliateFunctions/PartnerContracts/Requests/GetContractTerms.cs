using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.PartnerContracts.Store;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerContracts.Requests;

/// <summary>Lists the contract terms of a partner.</summary>
[Tags("Contract terms")]
public sealed class GetContractTerms(
    IPrograms programs,
    ContractRequests requests,
    ContractStore contracts,
    TimeProvider clock
)
{
    /// <inheritdoc cref="GetContractTerms"/>
    [Function(nameof(GetContractTerms))]
    [EndpointSummary("Lists the contract terms of a partner, the oldest request first.")]
    [SortedBy("id, which begins with the time: the oldest comes first", "id")]
    [Paged]
    [ProducesResponseType<Page<ContractAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/partners/{id}/contract-terms")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var paging = PageRequest.Read(request);
                if (!paging.Succeeded)
                {
                    return HttpResults.Problem(paging.Problem);
                }

                var partner = await requests.PartnerAsync(program, id, cancellationToken);
                if (!partner.Succeeded)
                {
                    return HttpResults.Problem(partner.Problem);
                }

                var rules = await requests.RulesAsync(program.Slug, cancellationToken);
                var now = clock.GetUtcNow();
                var after = paging.Value.After ?? string.Empty;
                var stored = await contracts.ListAsync(program.Slug, partner.Value.Id, cancellationToken);
                return HttpResults.Ok(
                    await paging.Value.TakeAsync(
                        stored
                            .Where(contract => string.CompareOrdinal(contract.Id.Value, after) > 0)
                            .OrderBy(contract => contract.Id.Value, StringComparer.Ordinal)
                            .ToAsyncEnumerable(),
                        contract => contract.Id.Value,
                        contract => ContractAnswer.Of(contract, rules?.Rules.Book, now)
                    )
                );
            },
            cancellationToken
        );
}
