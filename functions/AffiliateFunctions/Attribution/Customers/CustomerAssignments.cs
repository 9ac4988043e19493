using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>Stores assignments with their customers, which later decisions read.</summary>
internal sealed class CustomerAssignments(CustomerStore customers) : ICustomerAssignments
{
    public async Task<IReadOnlyList<PartnerId>?> FindPartnersAsync(
        ProgramSlug program,
        CustomerId customer,
        CancellationToken cancellationToken
    ) =>
        await customers.FindAsync(program, customer, cancellationToken) is { } known
            ?
            [
                .. known
                    .Touches.Select(touch => touch.Partner)
                    .Concat((known.Assignments ?? []).Select(assignment => assignment.Partner))
                    .Distinct(),
            ]
            : null;

    public Task AssignAsync(
        ProgramSlug program,
        CustomerId customer,
        CustomerAssignment assignment,
        CancellationToken cancellationToken
    ) =>
        customers.ChangeAsync(
            program,
            customer,
            [],
            rows =>
            {
                var before = rows.Customer(customer);
                var after = before.Assigned(assignment);
                if (!ReferenceEquals(before, after))
                {
                    rows.Change(after);
                }
            },
            cancellationToken
        );
}
