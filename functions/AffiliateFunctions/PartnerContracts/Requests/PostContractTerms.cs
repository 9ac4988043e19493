using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerContracts.Requests;

/// <summary>Asks for contract terms of a partner, and ends them early.</summary>
[Tags("Contract terms")]
public sealed class PostContractTerms(IPrograms programs, ContractRequests requests, TimeProvider clock)
{
    /// <inheritdoc cref="PostContractTerms"/>
    [Function(nameof(PostContractTerms))]
    [EndpointSummary("Asks for pay that a contract gives one partner, which another person approves by link.")]
    [EndpointDescription(
        "The terms replace the pay of the named rules of the rule book for this partner, between their dates and not "
            + "before their approval. The person named by prepared_by cannot approve; above contract_terms of the rule "
            + "book, two persons must. A repeated request with the same content has no other effect."
    )]
    [Consumes(typeof(ContractBody), "application/json")]
    [RequestExample(
        """
            {
              "rules": { "revenue-share": { "pay": { "percent": "30" } } },
              "from": "2026-12-01T00:00:00Z",
              "until": "2027-12-01T00:00:00Z",
              "reason": "Negotiated with the agency for a year.",
              "prepared_by": "ann@example.com"
            }
            """
    )]
    [ProducesResponseType<ContractAnswer>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/partners/{id}/contract-terms")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var rules = await requests.RulesAsync(program.Slug, cancellationToken);
                return await requests
                    .PartnerAsync(program, id, cancellationToken)
                    .Then(partner =>
                        request
                            .ReadJsonAsync<ContractBody>(cancellationToken)
                            .Then(body => requests.AskAsync(program, partner, body, orchestrations, cancellationToken))
                    )
                    .Match(contract =>
                        HttpResults.Accepted(ContractAnswer.Of(contract, rules?.Rules.Book, clock.GetUtcNow()))
                    );
            },
            cancellationToken
        );

    /// <summary>Ends approved contract terms now.</summary>
    [Function(nameof(EndContractTerms))]
    [EndpointSummary("Ends contract terms now; later events are evaluated without them.")]
    [Consumes(typeof(EndBody), "application/json")]
    [RequestExample("""{ "reason": "The agency has cancelled the contract." }""")]
    [ProducesResponseType<ContractAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> EndContractTerms(
        [HttpTrigger(
            AuthorizationLevel.Function,
            "post",
            Route = "api/programs/{slug}/partners/{id}/contract-terms/{contract}/end"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        [RouteValue<ContractId>] string contract,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var rules = await requests.RulesAsync(program.Slug, cancellationToken);
                return await requests
                    .PartnerAsync(program, id, cancellationToken)
                    .Then(partner =>
                        request
                            .ReadJsonAsync<EndBody>(cancellationToken)
                            .Then(body =>
                                ContractBody.IsReason(body.Reason)
                                    ? Result.Of(body)
                                    : Problem.Invalid("/reason", ContractBody.ReasonSentence)
                            )
                            .Then(body => requests.EndAsync(program, partner, contract, body.Reason, cancellationToken))
                    )
                    .Match(ended => HttpResults.Ok(ContractAnswer.Of(ended, rules?.Rules.Book, clock.GetUtcNow())));
            },
            cancellationToken
        );

    /// <summary>Why contract terms end.</summary>
    /// <param name="Reason">The reason, for the record.</param>
    public sealed record EndBody(
        [property: System.ComponentModel.DataAnnotations.DataType(
            System.ComponentModel.DataAnnotations.DataType.MultilineText
        )]
            string Reason
    );
}
