using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>Reads customers and the decisions on their events.</summary>
internal sealed class CustomerRecords(CustomerStore customers) : ICustomerRecords
{
    /// <inheritdoc/>
    public async Task<CustomerRecord?> FindAsync(
        ProgramSlug program,
        CustomerId customer,
        CancellationToken cancellationToken
    ) => await customers.FindAsync(program, customer, cancellationToken) is { } stored ? Of(stored) : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<EventId, CreditDecision>> DecisionsAsync(
        ProgramSlug program,
        CustomerId customer,
        IEnumerable<EventId> events,
        CancellationToken cancellationToken
    )
    {
        List<EventId> wanted = [.. events.Distinct()];
        var rows = await customers.ReadAsync(
            CustomerStore.PartitionOf(program, customer),
            [],
            wanted,
            cancellationToken
        );
        return wanted
            .Select(id => (Id: id, Decision: rows.Decision(id)))
            .Where(pair => pair.Decision is not null)
            .ToDictionary(
                pair => pair.Id,
                pair => new CreditDecision(
                    pair.Decision!.Credits,
                    pair.Decision.RulesVersion,
                    pair.Decision.Deal,
                    pair.Decision.HoldReason,
                    pair.Decision.Rejection,
                    pair.Decision.Links ?? []
                )
            );
    }

    private static CustomerRecord Of(StoredCustomer stored) =>
        new(
            stored.Id,
            stored.Email,
            stored.Country,
            stored.Source,
            stored.Payments,
            stored.SaleAmount,
            stored.FirstSaleAt,
            stored.Touches
        )
        {
            Assignments = stored.Assignments ?? [],
            Links = stored.Links,
            Holds =
            [
                .. (stored.Holds ?? []).Select(hold => new CustomerHoldRecord(
                    hold.Cause,
                    hold.By,
                    hold.Since,
                    hold.Lifted?.By,
                    hold.Lifted?.Reason,
                    hold.Lifted?.At
                )),
            ],
            Uncredited = [.. stored.Uncredited.Select(conversion => (conversion.Event, conversion.At))],
        };
}
