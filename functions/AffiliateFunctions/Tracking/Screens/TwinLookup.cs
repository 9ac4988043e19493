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
        var told = events.Where(one => one.Address is not null && one.Customer is not null)
            .OrderBy(one => one.At).Select(one => (one.Address!, one.Customer!.Value)).Distinct().ToList();
        foreach (var (mail, same) in told.Count == 0 ? new Dictionary<string, IReadOnlyList<CustomerId>>() : await mails.NoteAsync(program, told, cancellationToken))
        {
            known[mail] = same;
        }
    }

    /// <summary>The customers of the same mailbox that came before this one; the address was noted.</summary>
    public IEnumerable<CustomerId> Before(CustomerId customer, string? mail)
        => mail is not null && known.TryGetValue(mail, out var same) ? same.TakeWhile(other => other != customer) : [];

    /// <summary>The partners who have touched customers of the same address that came before this one.</summary>
    public async Task<IReadOnlyList<PartnerId>> PartnersAsync(CustomerId customer, string? mail, CancellationToken cancellationToken)
    {
        var found = new List<PartnerId>();
        foreach (var twin in Before(customer, mail))
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
