using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Events;

/// <summary>
/// Reads the parameters <c>status</c>, <c>type</c>, <c>from</c> and <c>to</c> of a request for events.
/// </summary>
internal static class EventQuery
{
    public static Result<EventFilter> Read(IQueryCollection query)
    {
        var errors = new List<(string, string)>();
        var filter = new EventFilter
        {
            Status = Choice<EventStatus>(query, "status", errors),
            Type = Choice<EventType>(query, "type", errors),
            From = Time(query, "from", errors),
            Before = Time(query, "to", errors),
        };
        return errors.Count == 0 ? filter : Problem.Invalid(errors);
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

    private static T? Choice<T>(IQueryCollection query, string name, List<(string, string)> errors)
        where T : struct, Enum
    {
        if (!query.TryGetValue(name, out var text))
        {
            return null;
        }

        var names = Enum.GetValues<T>().ToDictionary(StoredJson.NameOf);
        if (names.TryGetValue(text.ToString(), out var value))
        {
            return value;
        }

        errors.Add(($"/{name}", $"Give one of {string.Join(", ", names.Keys)}, or leave it out."));
        return null;
    }

    private static DateTimeOffset? Time(IQueryCollection query, string name, List<(string, string)> errors)
    {
        if (!query.TryGetValue(name, out var text))
        {
            return null;
        }

        var time = Affiliate.Domain.Rules.Conditions.Instants.Read(text.ToString());
        if (time is null)
        {
            errors.Add(($"/{name}", "Give an RFC 3339 date or time, such as 2026-11-05, or leave it out."));
        }

        return time;
    }
}
