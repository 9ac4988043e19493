using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Events;

/// <summary>
/// Reads the parameters <c>status</c>, <c>type</c>, <c>from</c> and <c>to</c> of a request for events.
/// </summary>
internal static class EventQuery
{
    public static Result<EventFilter> Read(IQueryCollection query)
    {
        var values = new QueryValues(query);
        var filter = new EventFilter
        {
            Status = values.Choice<EventStatus>("status"),
            Type = values.Choice<EventType>("type"),
            From = Time(values, "from"),
            Before = Time(values, "to"),
        };
        return values.Errors.Count == 0 ? filter : Problem.Invalid(values.Errors);
    }

    /// <summary>
    /// Reads the requested page. The cursor is a position among the rows of events or of ignored events.
    /// </summary>
    public static Result<PageRequest> Paging(HttpRequest request, EventFilter wanted)
    {
        var paging = PageRequest.Read(request);
        return
            paging is { Succeeded: true, Value.After: { } after }
            && !(
                wanted.Status == EventStatus.Ignored
                    ? IgnoredEvents.IsPosition(after)
                    : EventPosition.Parse(after) is not null
            )
            ? Problem.Invalid("/cursor", "Send the next_cursor of an earlier response unchanged, or leave it out.")
            : paging;
    }

    private static DateTimeOffset? Time(QueryValues values, string name) =>
        values.Read<DateTimeOffset>(name, Instants.Read, "an RFC 3339 date or time, such as 2026-11-05");
}
