using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Answers the requests that change the status of a partner: suspend, reinstate and close.</summary>
public sealed class PartnerStatusRequests(IPrograms programs, PartnerStatusChanges changes, IOptions<SiteOptions> site)
{
    /// <summary>Checks the body, changes the partner, and returns it.</summary>
    /// <typeparam name="TBody">The body of the request.</typeparam>
    /// <param name="slug">The program of the route.</param>
    /// <param name="id">The partner of the route.</param>
    /// <param name="read">Reads the body. It is read only when the program exists.</param>
    /// <param name="move">The change.</param>
    /// <param name="orchestrations">The client of the orchestrations.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<IResult> MoveAsync<TBody>(
        string slug,
        string id,
        Func<Task<Result<TBody>>> read,
        PartnerStatusMove<TBody> move,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
        where TBody : StatusChangeBody =>
        programs.ForAsync(
            slug,
            program =>
                read()
                    .Then(body => changes.MoveAsync(program, id, body, move, orchestrations, cancellationToken))
                    .Match(partner => HttpResults.Ok(PartnerAnswer.Of(partner, site.Value))),
            cancellationToken
        );
}

/// <summary>A change of a partner's status.</summary>
/// <typeparam name="TBody">The body of the request.</typeparam>
/// <param name="Action">The action of the audit record.</param>
/// <param name="WebhookEvent">The type of the webhook event.</param>
/// <param name="Mistakes">The problems of the body, by JSON Pointer.</param>
/// <param name="Change">The partner after the change at a time, or a problem.</param>
public sealed record PartnerStatusMove<TBody>(
    string Action,
    string WebhookEvent,
    Func<TBody, IEnumerable<(string Pointer, string Sentence)>> Mistakes,
    Func<TBody, Partner, DateTimeOffset, Result<Partner>> Change
)
    where TBody : StatusChangeBody;
