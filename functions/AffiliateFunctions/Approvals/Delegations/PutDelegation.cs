using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Approvals.Delegations;

/// <summary>Names a deputy for a person, and returns who is a deputy for whom.</summary>
[Tags("Approvals")]
public sealed class PutDelegation(
    IPrograms programs,
    DelegationStore store,
    DelegationService service,
    TimeProvider clock
)
{
    /// <summary>Names the deputy.</summary>
    [Function(nameof(PutDelegation))]
    [EndpointSummary("Names a deputy, who is asked for a person's decisions until a date; both are told by e-mail.")]
    [EndpointDescription(
        "A deputy who may not decide, such as the preparer, is not asked. A time in the past ends a delegation."
    )]
    [Consumes(typeof(DelegationBody), "application/json")]
    [RequestExample(
        """
            {
              "person": "owner@example.com",
              "deputy": { "name": "Dora", "email": "dora@example.com" },
              "until": "2026-12-20T17:00:00Z"
            }
            """
    )]
    [ProducesResponseType<DelegationAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 413, 415)]
    public Task<IResult> Put(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/programs/{slug}/delegations")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<DelegationBody>(cancellationToken)
                    .Then(body => service.PutAsync(program, body, "key", orchestrations, cancellationToken))
                    .Match(stored => HttpResults.Ok(DelegationAnswer.Of(stored, clock.GetUtcNow()))),
            cancellationToken
        );

    /// <summary>Lists the latest delegation of each person.</summary>
    [Function(nameof(GetDelegations))]
    [EndpointSummary("Lists the latest delegation of each person, in force or ended.")]
    [SortedBy("the person", "person")]
    [ProducesResponseType<Page<DelegationAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetDelegations(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/delegations")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var now = clock.GetUtcNow();
                var all = await store.ListAsync(program.Slug, cancellationToken).ToListAsync(cancellationToken);
                return HttpResults.Ok(
                    new Page<DelegationAnswer>([.. all.Select(stored => DelegationAnswer.Of(stored, now))], null)
                );
            },
            cancellationToken
        );
}

/// <summary>A delegation as the API returns it.</summary>
/// <param name="Person">The address of the person.</param>
/// <param name="Deputy">The deputy.</param>
/// <param name="Until">The end of the delegation.</param>
/// <param name="InForce">Whether the deputy is asked now.</param>
/// <param name="NamedAt">When the deputy was named.</param>
/// <param name="NamedBy">The address of the person, or <c>key</c>.</param>
[ResponseExample(
    """
        {
          "person": "owner@example.com",
          "deputy": { "name": "Dora", "email": "dora@example.com" },
          "until": "2026-12-20T17:00:00+00:00",
          "in_force": true,
          "named_at": "2026-12-06T09:00:00+00:00",
          "named_by": "key"
        }
        """
)]
internal sealed record DelegationAnswer(
    string Person,
    Person Deputy,
    DateTimeOffset Until,
    bool InForce,
    DateTimeOffset NamedAt,
    string NamedBy
)
{
    /// <summary>The delegation as it is at the time.</summary>
    public static DelegationAnswer Of(Delegation stored, DateTimeOffset now) =>
        new(stored.Person, stored.Deputy, stored.Until, stored.IsInForceAt(now), stored.NamedAt, stored.NamedBy);
}
