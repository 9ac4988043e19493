using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Attribution;

/// <summary>
/// Another customer that is the same buyer. Its touches count where the customer's own touches credit nobody.
/// </summary>
/// <param name="Customer">The other customer.</param>
/// <param name="By">What the link is based on.</param>
public sealed record CustomerLink(CustomerId Customer, CustomerLinkKind By);

/// <summary>What a link between two customers is based on.</summary>
public enum CustomerLinkKind
{
    /// <summary>Their e-mail addresses deliver to the same mailbox.</summary>
    Address,

    /// <summary>The merchant has stored its own id of the customer at the provider.</summary>
    ExternalId,
}
