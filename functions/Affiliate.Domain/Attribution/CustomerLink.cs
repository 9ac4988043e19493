using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Attribution;

/// <summary>
/// A link to another customer who is the same buyer. The other customer's touches count only if the customer's own
/// touches credit no partner.
/// </summary>
/// <param name="Customer">The id of the other customer.</param>
/// <param name="By">The basis of the link.</param>
public sealed record CustomerLink(CustomerId Customer, CustomerLinkKind By);

/// <summary>The basis of a link between two customers.</summary>
public enum CustomerLinkKind
{
    /// <summary>The e-mail addresses deliver to the same mailbox.</summary>
    Address,

    /// <summary>The merchant has stored its own customer id at the payment provider.</summary>
    ExternalId,
}
