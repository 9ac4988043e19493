using Affiliate.Domain.Identity;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Store;

namespace AffiliateFunctions.Tracking.Screens;

/// <summary>The customers who have the address of one of a message's customers; the addresses are noted once, many in a request.</summary>
public sealed class TwinLookup(CustomerMails mails, CustomerStore customers, ProgramSlug program)
{
    private readonly Dictionary<string, IReadOnlyList<CustomerId>> known = new(StringComparer.Ordinal);
    private readonly Dictionary<CustomerId, IReadOnlyList<PartnerId>> partners = [];

    /// <summary>Notes the addresses that the events tell.</summary>
    public async Task PrepareAsync(IEnumerable<TrackingEvent> events, CancellationToken cancellationToken)
    {
        var told = events.Where(one => one.Body.Customer?.Email is not null && one.Customer is not null)
            .OrderBy(one => one.At).Select(one => (one.Body.Customer!.Email!, one.Customer!.Value)).Distinct().ToList();
        foreach (var (mail, same) in told.Count == 0 ? new Dictionary<string, IReadOnlyList<CustomerId>>() : await mails.NoteAsync(program, told, cancellationToken))
        {
            known[mail] = same;
        }
    }

    /// <summary>The partners who have touched customers of the same address that came before this one.</summary>
    public async Task<IReadOnlyList<PartnerId>> PartnersAsync(CustomerId customer, string? mail, CancellationToken cancellationToken)
    {
        var found = new List<PartnerId>();
        foreach (var twin in mail is not null && known.TryGetValue(mail, out var same) ? same.TakeWhile(one => one != customer) : [])
        {
            if (!partners.TryGetValue(twin, out var own))
            {
                partners[twin] = own = [.. ((await customers.FindAsync(program, twin, cancellationToken))?.Touches ?? []).Select(touch => touch.Partner).Distinct()];
            }

            found.AddRange(own);
        }

        return found;
    }
}
