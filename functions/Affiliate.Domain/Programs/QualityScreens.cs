namespace Affiliate.Domain.Programs;

/// <summary>
/// The program's screens for suspicious conversions, in addition to the rule book's screens. A screen set to true holds
/// the commission for a person's decision.
/// </summary>
/// <param name="OwnDomain">The customer's e-mail address is at the company's own domain, so the customer belongs to the
/// company.</param>
/// <param name="DisposableEmail">The customer's e-mail address is a disposable address.</param>
/// <param name="DuplicateCustomer">The customer's e-mail address belongs to another customer, who was brought by
/// another partner.</param>
/// <param name="Burst">The click or lead is part of an unusually large number from one network.</param>
/// <param name="PaidSearch">The click came from a search engine advertisement, which some programs forbid their
/// partners.</param>
public sealed record QualityScreens(
    bool OwnDomain = true,
    bool DisposableEmail = true,
    bool DuplicateCustomer = true,
    bool Burst = true,
    bool PaidSearch = false
);
