namespace Affiliate.Domain.Programs;

/// <summary>
/// What makes a commission wait for a person, beside the rule book: signs that a conversion is not what it seems. True
/// holds it, false lets it pass.
/// </summary>
/// <param name="OwnDomain">The customer's address is at the company's own domain: one of its own people.</param>
/// <param name="DisposableEmail">The customer's address is one that is made to be thrown away.</param>
/// <param name="DuplicateCustomer">The customer's address belongs to another customer, whom another partner
/// brought.</param>
/// <param name="Burst">The click, or the lead, is one of very many from one network.</param>
/// <param name="PaidSearch">The click came from an advertisement of a search engine, which some programs forbid their
/// partners.</param>
public sealed record QualityScreens(
    bool OwnDomain = true,
    bool DisposableEmail = true,
    bool DuplicateCustomer = true,
    bool Burst = true,
    bool PaidSearch = false
);
