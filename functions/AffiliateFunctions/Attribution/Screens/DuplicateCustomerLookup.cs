using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>
/// The customers who have the mailbox of one of a message's customers. The addresses are noted once, many in a request.
/// Safe for concurrent use once the addresses are noted.
/// </summary>
public sealed class DuplicateCustomerLookup(CustomerEmailIndex mails, CustomerStore customers, ProgramSlug program)
{
    private readonly GatheredReads<CustomerId, IReadOnlyList<PartnerId>> partners = new(
        (twins, cancellationToken) => PartnersOfAsync(customers, program, twins, cancellationToken)
    );

    private readonly Dictionary<CustomerId, List<IReadOnlyList<CustomerId>>> mailboxes = [];
    private IReadOnlyDictionary<string, IReadOnlyList<CustomerId>> known = new Dictionary<
        string,
        IReadOnlyList<CustomerId>
    >(StringComparer.Ordinal);

    /// <summary>Notes the addresses that the events tell.</summary>
    public async Task PrepareAsync(IEnumerable<TrackingEvent> events, CancellationToken cancellationToken)
    {
        var told = events
            .Where(tracked => tracked is { Address: not null, Customer: not null })
            .OrderBy(tracked => tracked.At)
            .Select(tracked => (Mail: tracked.Address!, Customer: tracked.Customer!.Value))
            .Distinct()
            .ToList();
        if (told.Count == 0)
        {
            return;
        }

        known = await mails.RecordAsync(program, told, cancellationToken);
        var tellers = told.ToLookup(pair => pair.Mail, item => item.Customer, StringComparer.Ordinal);
        foreach (var (mail, same) in known)
        {
            // A mailbox of very many customers does not name all who have it.
            foreach (var customer in same.Union(tellers[mail]))
            {
                mailboxes.TryAdd(customer, []);
                mailboxes[customer].Add(same);
            }
        }
    }

    /// <summary>
    /// For each mailbox of the customer that an event of the message tells, the customers of the mailbox in the order
    /// in which they came.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<CustomerId>> MailboxesOf(CustomerId customer) =>
        mailboxes.GetValueOrDefault(customer) ?? [];

    /// <summary>The customers of the same mailbox that came before this one; the address was noted.</summary>
    public IEnumerable<CustomerId> Before(CustomerId customer, string? mail) =>
        mail is not null && known.TryGetValue(mail, out var same) ? same.TakeWhile(other => other != customer) : [];

    /// <summary>The partners who have touched customers of the same address that came before this one.</summary>
    public async Task<IReadOnlyList<PartnerId>> PartnersAsync(
        CustomerId customer,
        string? mail,
        CancellationToken cancellationToken
    )
    {
        var twins = Before(customer, mail).ToList();
        await partners.PrepareAsync(twins, cancellationToken);
        var found = new List<PartnerId>();
        foreach (var twin in twins)
        {
            found.AddRange(await partners.FindAsync(twin, cancellationToken) ?? []);
        }

        return found;
    }

    private static async Task<IReadOnlyDictionary<CustomerId, IReadOnlyList<PartnerId>>> PartnersOfAsync(
        CustomerStore customers,
        ProgramSlug program,
        IReadOnlyList<CustomerId> twins,
        CancellationToken cancellationToken
    )
    {
        var read = await Task.WhenAll(twins.Select(twin => customers.FindAsync(program, twin, cancellationToken)));
        return read.OfType<StoredCustomer>()
            .ToDictionary(
                twin => twin.Id,
                IReadOnlyList<PartnerId> (twin) => [.. twin.Touches.Select(touch => touch.Partner).Distinct()]
            );
    }
}
