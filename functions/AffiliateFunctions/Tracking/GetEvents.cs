using System.Text.Json;
using System.Text.Json.Nodes;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Links;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking;

/// <summary>Returns events and their outcomes.</summary>
[Tags("Events")]
public sealed class GetEvents(
    IPrograms programs,
    EventStore events,
    EventQueries queries,
    IgnoredEvents ignored,
    ClickLog clicks,
    ILedger ledger
)
{
    /// <summary>Returns one event.</summary>
    [Function(nameof(GetEvent))]
    [EndpointSummary("Returns an event with its outcome.")]
    [ProducesResponseType<EventAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetEvent(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/events/{eventId}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<EventId>] string eventId,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                await clicks.TriedAsync();
                return
                    EventId.TryParse(eventId, out var id)
                    && await FindAsync(program.Slug, id, cancellationToken) is { } found
                    ? HttpResults.Ok(found)
                    : HttpResults.Problem(Problem.NotFound($"There is no event '{eventId}'."));
            },
            cancellationToken
        );

    /// <summary>Lists the events of a program, page by page.</summary>
    [Function(nameof(ListEvents))]
    [EndpointSummary("Lists events, or the ignored events of providers.")]
    [SortedBy(
        "a hash of the event_id; clicks of links come last, by day. The order is that of storage and not of time, and "
            + "does not change between pages"
    )]
    [Paged]
    [QueryParameter<EventStatus>("status", "Only events of this status; ignored events are those of providers.")]
    [QueryParameter<EventType>("type", "Only events of this type.")]
    [QueryParameter<WrittenTime>("from", "Only events from this date or time on.")]
    [QueryParameter<WrittenTime>("to", "Only events before this date or time.")]
    [ProducesResponseType<Page<EventAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListEvents(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/events")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var wanted = EventQuery.Read(request.Query);
                var paging = wanted.Then(filter => EventQuery.Paging(request, filter));
                await clicks.TriedAsync();
                return paging.Succeeded
                    ? HttpResults.Ok(
                        await paging.Value.TakeAsync(
                            ListAsync(program.Slug, wanted.Value!, paging.Value.After, cancellationToken),
                            pair => pair.Position,
                            item => item.Event
                        )
                    )
                    : HttpResults.Problem(paging.Problem);
            },
            cancellationToken
        );

    private IAsyncEnumerable<(string Position, EventAnswer Event)> ListAsync(
        ProgramSlug program,
        EventFilter wanted,
        string? after,
        CancellationToken cancellationToken
    ) =>
        wanted.Status == EventStatus.Ignored
            ? ignored
                .PageAsync(program, wanted, after, cancellationToken)
                .Select(pair => (pair.Position, EventAnswer.Of(pair.Event)))
            : queries
                .PageAsync(program, wanted, after, cancellationToken)
                .Select(item => (item.Position, EventAnswer.Of(item.Event)));

    private async Task<EventAnswer?> FindAsync(ProgramSlug program, EventId id, CancellationToken cancellationToken) =>
        await events.FindAsync(program, id, cancellationToken) is { } stored
            ? await ExplainedAsync(stored, cancellationToken)
        : await ignored.FindAsync(program, id, cancellationToken) is { } ignoredEvent ? EventAnswer.Of(ignoredEvent)
        : null;

    // A commission carries its own trace. For an event without a commission the ledger returns the trace.
    private async Task<EventAnswer> ExplainedAsync(StoredEvent stored, CancellationToken cancellationToken)
    {
        var trace = stored is { Commissions.Count: 0, Partner: { } partner }
            ? await ledger.TraceOfNothingAsync(stored.Event.Program, partner, stored.Event.Id, cancellationToken)
            : null;
        return EventAnswer.Of(stored) with { Trace = trace is null ? null : JsonElement.Parse(trace) };
    }
}

/// <summary>An event and its outcome.</summary>
[ResponseExample(
    """
        {
          "event_id": "sale-1",
          "type": "sale",
          "status": "applied",
          "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
          "customer": "cus_1",
          "commissions": ["com_01m45r3180yajdsx5vk7tbxabk"],
          "attempt": 0,
          "occurred_at": "2026-10-05T10:00:00+00:00",
          "received_at": "2026-10-05T10:00:01+00:00",
          "applied_at": "2026-10-05T10:00:02+00:00"
        }
        """
)]
internal sealed record EventAnswer(
    EventId EventId,
    EventType? Type,
    EventStatus Status,
    string? Reason,
    PartnerId? Partner,
    CustomerId? Customer,
    IReadOnlyList<CommissionId> Commissions,
    int Attempt,
    DateTimeOffset OccurredAt,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? AppliedAt
)
{
    /// <summary>
    /// The trace of an evaluation that granted no commission; null if the rules granted one or were not evaluated.
    /// Lists omit this member.
    /// </summary>
    [SchemaOf(typeof(JsonObject))]
    public JsonElement? Trace { get; init; }

    /// <summary><c>partner</c> for a stage that the partner of a lead has reported itself; null otherwise.</summary>
    public string? ReportedBy { get; init; }

    /// <summary>The provider that sent an ignored event.</summary>
    public string? Provider { get; init; }

    /// <summary>The provider's name for the type of an ignored event.</summary>
    public string? ProviderType { get; init; }

    public static EventAnswer Of(IgnoredEvent ignoredEvent) =>
        new(
            ignoredEvent.Id,
            Type: null,
            EventStatus.Ignored,
            ignoredEvent.Reason,
            Partner: null,
            Customer: null,
            [],
            Attempt: 0,
            ignoredEvent.ReceivedAt,
            ignoredEvent.ReceivedAt,
            AppliedAt: null
        )
        {
            Provider = ignoredEvent.Provider,
            ProviderType = ignoredEvent.Type,
        };

    public static EventAnswer Of(StoredEvent stored) =>
        new(
            stored.Event.Id,
            stored.Event.Type,
            stored.Status,
            stored.Reason,
            stored.Partner,
            stored.Customer,
            stored.Commissions,
            stored.Event.Attempt,
            stored.Event.At,
            stored.Event.ReceivedAt,
            stored.AppliedAt
        )
        {
            ReportedBy = stored.Event.IsFromPartner ? ConversionFacts.ByPartner : null,
        };
}
