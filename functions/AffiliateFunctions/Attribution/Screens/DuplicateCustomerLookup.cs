using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>
/// Looks up the customers that share the mailbox of a message's customers. The addresses are recorded once, many in a
/// request. Safe for concurrent use once the addresses are recorded.
/// </summary>
public sealed class DuplicateCustomerLookup(CustomerEmailIndex mails, CustomerStore customers, ProgramSlug program)
{
    private readonly GatheredReads<CustomerId, IReadOnlyList<PartnerId>> partners = new(
        (duplicates, cancellationToken) => PartnersOfAsync(customers, program, duplicates, cancellationToken)
    );

    private readonly Dictionary<CustomerId, List<IReadOnlyList<CustomerId>>> mailboxes = [];
    private IReadOnlyDictionary<string, IReadOnlyList<CustomerId>> known = new Dictionary<
        string,
        IReadOnlyList<CustomerId>
    >(StringComparer.Ordinal);

    /// <summary>Records the addresses in the events.</summary>
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
            // The entry of a mailbox with very many customers does not list all of them.
            foreach (var customer in same.Union(tellers[mail]))
            {
                mailboxes.TryAdd(customer, []);
                mailboxes[customer].Add(same);
            }
        }
    }

    /// <summary>
    /// Returns, for each mailbox of the customer in the message's events, the customers of the mailbox in the order in
    /// which they were recorded.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<CustomerId>> MailboxesOf(CustomerId customer) =>
        mailboxes.GetValueOrDefault(customer) ?? [];

    /// <summary>
    /// Returns the customers that were recorded for the same mailbox before this one. The address must be recorded.
    /// </summary>
    public IEnumerable<CustomerId> Before(CustomerId customer, string? mail) =>
        mail is not null && known.TryGetValue(mail, out var same) ? same.TakeWhile(other => other != customer) : [];

    /// <summary>Returns the partners who have touched earlier customers with the same address.</summary>
    public async Task<IReadOnlyList<PartnerId>> PartnersAsync(
        CustomerId customer,
        string? mail,
        CancellationToken cancellationToken
    )
    {
        var duplicates = Before(customer, mail).ToList();
        await partners.PrepareAsync(duplicates, cancellationToken);
        var found = new List<PartnerId>();
        foreach (var duplicate in duplicates)
        {
            found.AddRange(await partners.FindAsync(duplicate, cancellationToken) ?? []);
        }

        return found;
    }

    private static async Task<IReadOnlyDictionary<CustomerId, IReadOnlyList<PartnerId>>> PartnersOfAsync(
        CustomerStore customers,
        ProgramSlug program,
        IReadOnlyList<CustomerId> duplicates,
        CancellationToken cancellationToken
    )
    {
        var read = await Task.WhenAll(
            duplicates.Select(duplicate => customers.FindAsync(program, duplicate, cancellationToken))
        );
        return read.OfType<StoredCustomer>()
            .ToDictionary(
                duplicate => duplicate.Id,
                IReadOnlyList<PartnerId> (duplicate) => [.. duplicate.Touches.Select(touch => touch.Partner).Distinct()]
            );
    }
}
