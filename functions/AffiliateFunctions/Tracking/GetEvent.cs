using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Tracking.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking;

/// <summary>Answers what became of an event.</summary>
internal sealed class GetEvent(IPrograms programs, EventStore events)
{
    [Function(nameof(GetEvent))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/events/{eventId}")] HttpRequest request,
        string slug,
        string eventId,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        if (!program.Succeeded)
        {
            return Answer.Problem(program.Problem);
        }

        return EventId.TryParse(eventId, out var id) && await events.FindAsync(program.Value.Slug, id, cancellationToken) is { } stored
            ? Answer.Ok(new EventAnswer(
                stored.Event.Id, stored.Event.Type, stored.Status, stored.Reason, stored.Partner, stored.Customer, stored.Commissions, stored.Event.At, stored.Event.ReceivedAt, stored.AppliedAt))
            : Answer.Problem(Problem.NotFound($"There is no event '{eventId}', or it was not applied yet."));
    }

    private sealed record EventAnswer(
        EventId EventId,
        Events.EventType Type,
        EventStatus Status,
        string? Reason,
        PartnerId? Partner,
        CustomerId? Customer,
        IReadOnlyList<CommissionId> Commissions,
        DateTimeOffset OccurredAt,
        DateTimeOffset ReceivedAt,
        DateTimeOffset? AppliedAt);
}
