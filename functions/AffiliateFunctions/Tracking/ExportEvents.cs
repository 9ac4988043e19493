using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Links;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking;

/// <summary>Exports events and their outcomes as CSV or as one JSON object per line.</summary>
[Tags("Events")]
public sealed class ExportEvents(IPrograms programs, EventQueries events, IgnoredEvents ignored, ClickLog clicks)
{
    /// <inheritdoc cref="ExportEvents"/>
    [Function(nameof(ExportEvents))]
    [EndpointSummary("Exports events as CSV or as JSON lines, depending on Accept.")]
    [QueryParameter<EventStatus>("status", "Only events of this status; ignored events are those of providers.")]
    [QueryParameter<EventType>("type", "Only events of this type.")]
    [QueryParameter<WrittenTime>("from", "Only events from this date or time on.")]
    [QueryParameter<WrittenTime>("to", "Only events before this date or time.")]
    [SortedBy(
        "a hash of the event_id; clicks of links come last, by day. The order is that of storage and not of time, and "
            + "does not change between pages"
    )]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "application/x-ndjson", "text/csv")]
    [ProducesProblems(400, 404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/exports/events")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var wanted = EventQuery.Read(request.Query);
                await clicks.TriedAsync();
                return wanted.Succeeded
                    ? request.Export($"{slug}-events", RowsAsync(program.Slug, wanted.Value, cancellationToken))
                    : HttpResults.Problem(wanted.Problem);
            },
            cancellationToken
        );

    private IAsyncEnumerable<EventRow> RowsAsync(
        ProgramSlug program,
        EventFilter wanted,
        CancellationToken cancellationToken
    ) =>
        wanted.Status == EventStatus.Ignored
            ? ignored.PageAsync(program, wanted, after: null, cancellationToken).Select(pair => EventRow.Of(pair.Event))
            : events.PageAsync(program, wanted, after: null, cancellationToken).Select(item => EventRow.Of(item.Event));

    /// <summary>One line of the export.</summary>
    internal sealed record EventRow(
        EventId EventId,
        EventType? Type,
        EventStatus Status,
        string? Reason,
        DateTimeOffset OccurredAt,
        DateTimeOffset ReceivedAt,
        DateTimeOffset? AppliedAt,
        PartnerId? PartnerId,
        CustomerId? CustomerId,
        string? InvoiceId,
        long? Amount,
        long? TotalRefunded,
        long? Tax,
        long? Fee,
        string? Currency,
        string? ProductId,
        string? Plan,
        string? SaleType,
        string? Stage,
        string? Code,
        string? Coupon,
        string? ClickId,
        string? Deal,
        string Commissions
    )
    {
        public static EventRow Of(IgnoredEvent ignoredEvent) =>
            new(
                ignoredEvent.Id,
                null,
                EventStatus.Ignored,
                ignoredEvent.Reason,
                ignoredEvent.ReceivedAt,
                ignoredEvent.ReceivedAt,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                string.Empty
            );

        public static EventRow Of(StoredEvent stored)
        {
            var (trackingEvent, body) = (stored.Event, stored.Event.Body);
            return new EventRow(
                trackingEvent.Id,
                trackingEvent.Type,
                stored.Status,
                stored.Reason,
                trackingEvent.At,
                trackingEvent.ReceivedAt,
                stored.AppliedAt,
                stored.Partner,
                stored.Customer,
                body.InvoiceId,
                body.Amount,
                body.TotalRefunded,
                body.Tax,
                body.Fee,
                body.Currency,
                body.ProductId,
                body.Plan,
                body.SaleType,
                body.Stage,
                body.Code,
                body.Coupon,
                body.ClickId,
                body.Deal,
                string.Join(' ', stored.Commissions)
            );
        }
    }
}
