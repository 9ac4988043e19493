using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Attribution;

/// <summary>
/// Another customer who is the same buyer, so that its touches count where the customer's own credit nobody.
/// </summary>
/// <param name="Customer">The other customer.</param>
/// <param name="By">How that is known.</param>
public sealed record CustomerLink(CustomerId Customer, CustomerLinkKind By);

/// <summary>How two customers are known to be one buyer.</summary>
public enum CustomerLinkKind
{
    /// <summary>Their e-mail addresses lead to one mailbox.</summary>
    Address,

    /// <summary>The merchant has told the provider its own id of the customer.</summary>
    ExternalId,
}
