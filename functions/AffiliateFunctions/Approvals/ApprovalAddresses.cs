using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Approvals;

/// <summary>Finds the links of open approvals for the persons who were asked.</summary>
internal sealed class ApprovalAddresses(ApprovalStore approvals, ApprovalLinks links, TimeProvider clock)
    : IApprovalAddresses
{
    /// <inheritdoc/>
    public async Task<string?> FindAsync(
        ProgramSlug program,
        string id,
        IReadOnlyList<string> addresses,
        CancellationToken cancellationToken
    )
    {
        if (await approvals.FindAsync(program, id, cancellationToken) is not { Decision: null } approval)
        {
            return null;
        }

        var asked = ApprovalAnswer
            .AskedOf(approval, clock.GetUtcNow())
            .Find(person => addresses.Any(address => Mailbox.AreSame(person.Email, address)));
        return asked is null ? null : new Uri(links.AddressFor(approval, asked.Email)).AbsolutePath;
    }
}
