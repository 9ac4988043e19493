using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>
/// Links customers that are the same buyer. Each of the two rows names the other customer. The earlier customer's row
/// is changed before the later customer's events are decided, and the later customer's row with its first decision. The
/// row that is written last therefore sees the content of the other.
/// </summary>
public sealed class CustomerLinks(CustomerStore customers)
{
    /// <summary>Links the customers of a chunk to the earlier customers of the same mailbox.</summary>
    /// <param name="events">The events that are to be decided.</param>
    /// <param name="rows">The rows of their customers.</param>
    /// <param name="sources">The data that decisions read.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task LinkByAddressAsync(
        IEnumerable<TrackingEvent> events,
        CustomerStore.CustomerRows rows,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        if (!sources.Program.LinksCustomersByAddress)
        {
            return;
        }

        foreach (var tracked in events)
        {
            var customer = rows.Customer(tracked.Customer!.Value);
            foreach (
                var earlier in sources
                    .DuplicateCustomers.Before(customer.Id, tracked.Address)
                    .Where(earlier => customer.Links.All(link => link.Customer != earlier))
            )
            {
                await LinkAsync(
                    sources.Program.Slug,
                    earlier,
                    new CustomerLink(customer.Id, CustomerLinkKind.Address),
                    cancellationToken
                );
                customer = customer.LinkedTo(new CustomerLink(earlier, CustomerLinkKind.Address));
                rows.Change(customer);
            }
        }
    }

    /// <summary>
    /// Adds a link to the other customer to the customer's row. The row is created if it does not exist.
    /// </summary>
    /// <returns>The customer as stored.</returns>
    public async Task<StoredCustomer> LinkAsync(
        ProgramSlug program,
        CustomerId customer,
        CustomerLink link,
        CancellationToken cancellationToken
    )
    {
        var rows = await customers.ChangeAsync(
            program,
            customer,
            [],
            rows =>
            {
                var before = rows.Customer(customer);
                var after = before.LinkedTo(link);
                if (!ReferenceEquals(before, after))
                {
                    rows.Change(after);
                }
            },
            cancellationToken
        );
        return rows.Customer(customer);
    }

    /// <summary>Reads the linked customers of the customer from storage.</summary>
    public async Task<IReadOnlyList<StoredCustomer>> ReadAsync(
        AffiliateProgram program,
        StoredCustomer customer,
        CancellationToken cancellationToken
    )
    {
        var counted = customer.Links.Where(link =>
            link.By != CustomerLinkKind.Address || program.LinksCustomersByAddress
        );
        var read = await Task.WhenAll(
            counted.Select(link => customers.FindAsync(program.Slug, link.Customer, cancellationToken))
        );
        return [.. read.OfType<StoredCustomer>()];
    }
}
