using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>Stores with a customer that its commissions are held, and lifts such holds.</summary>
public sealed class CustomerHolds(CustomerStore customers, IAuditLog audit) : ICustomerFrauds
{
    /// <inheritdoc/>
    public async Task ReportAsync(
        ProgramSlug program,
        CustomerId customer,
        CustomerFraud fraud,
        CancellationToken cancellationToken
    )
    {
        // A decision that is reported again after its hold was lifted does not hold the customer again.
        await ChangeAsync(
            program,
            customer,
            stored => stored.HeldFor(new CustomerHold(fraud.Cause, fraud.Actor, fraud.At)),
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                program,
                $"customer:{customer}:held:{fraud.Cause}",
                fraud.Actor,
                "customer_held",
                customer.Value,
                $"Fraud, decided with {fraud.Cause}",
                fraud.At
            ),
            cancellationToken
        );
    }

    /// <summary>
    /// Lifts all holds of a customer. Commissions that are held already wait for their own decision.
    /// </summary>
    /// <returns>The customer, or null if no hold applies.</returns>
    public async Task<StoredCustomer?> LiftAsync(
        ProgramSlug program,
        CustomerId customer,
        LiftedHold lifted,
        CancellationToken cancellationToken
    )
    {
        var after = await ChangeAsync(program, customer, stored => stored.WithoutHold(lifted), cancellationToken);
        var ended = (after.Holds ?? []).Where(hold => hold.Lifted is not null).ToList();

        // The records of an earlier request that was interrupted are written here too.
        foreach (var hold in ended)
        {
            await audit.RecordAsync(
                new AuditEntry(
                    program,
                    $"customer:{customer}:lifted:{hold.Cause}",
                    hold.Lifted!.By,
                    "customer_hold_lifted",
                    customer.Value,
                    hold.Lifted.Reason,
                    hold.Lifted.At
                )
                {
                    OnBehalfOf = hold.Lifted.OnBehalfOf,
                },
                cancellationToken
            );
        }

        return ended.Count > 0 ? after : null;
    }

    private async Task<StoredCustomer> ChangeAsync(
        ProgramSlug program,
        CustomerId customer,
        Func<StoredCustomer, StoredCustomer> change,
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
                var after = change(before);
                if (!ReferenceEquals(before, after))
                {
                    rows.Change(after);
                }
            },
            cancellationToken
        );
        return rows.Customer(customer);
    }
}
