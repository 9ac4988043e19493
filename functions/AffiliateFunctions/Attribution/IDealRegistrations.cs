using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Attribution;

/// <summary>Registers deals for other features, by the rules of registered deals: the first one holds the domain.</summary>
public interface IDealRegistrations
{
    /// <summary>
    /// Returns the registered domain of a company's host, or the sentence that says how the host is corrected.
    /// </summary>
    (string? Domain, string? Mistake) ReadDomain(string? host);

    /// <summary>
    /// Registers the deal unless another deal holds its domain. A repeated call returns the deal that the first call
    /// registered.
    /// </summary>
    Task<DealRegistration> RegisterAsync(ProgramSlug program, DealOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// Registers the deal and ends the deal by which the holder holds its domain, as a person has decided. Events before
    /// that keep their credits. A repeated call changes nothing. The deal of any other partner is not ended, because
    /// nobody has decided about it.
    /// </summary>
    Task<DealRegistration> TakeOverAsync(
        ProgramSlug program,
        DealOrder order,
        PartnerId holder,
        CancellationToken cancellationToken
    );

    /// <summary>Lets a deal that is in force expire at another time. A repeated call changes nothing.</summary>
    /// <returns>The deal; null if it does not exist or no longer holds its domain.</returns>
    Task<DealHold?> ChangeExpiryAsync(
        ProgramSlug program,
        EventId deal,
        DateTimeOffset expiresAt,
        CancellationToken cancellationToken
    );
}

/// <summary>A deal to register.</summary>
/// <param name="Id">The id of the deal.</param>
/// <param name="Partner">The partner, which must be active.</param>
/// <param name="Company">The company's name.</param>
/// <param name="Domain">The registered domain.</param>
/// <param name="ExpectedAmount">The expected amount in minor units of the program's currency, or null.</param>
/// <param name="At">The time of the registration.</param>
/// <param name="ExpiresAt">The time at which the deal expires.</param>
public sealed record DealOrder(
    EventId Id,
    PartnerId Partner,
    string Company,
    string Domain,
    long? ExpectedAmount,
    DateTimeOffset At,
    DateTimeOffset ExpiresAt
);

/// <summary>A deal and the time for which it holds its domain.</summary>
/// <param name="Id">The id of the deal.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Domain">The domain.</param>
/// <param name="ExpiresAt">The time at which the deal expires.</param>
public sealed record DealHold(EventId Id, PartnerId Partner, string Domain, DateTimeOffset ExpiresAt);

/// <summary>The result of a registration.</summary>
/// <param name="IsRegistered">Whether the deal is registered; otherwise another deal holds the domain.</param>
/// <param name="Deal">The registered deal, or the deal that holds the domain.</param>
public sealed record DealRegistration(bool IsRegistered, DealHold Deal);
