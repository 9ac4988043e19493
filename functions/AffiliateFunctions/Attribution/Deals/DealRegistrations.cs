using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Attribution.Deals;

/// <summary>Registers deals for other features. The caller records the decision in the audit log.</summary>
internal sealed class DealRegistrations(DealStore deals) : IDealRegistrations
{
    public (string? Domain, string? Mistake) ReadDomain(string? host) =>
        DealDomain.Registered(host) is not { } registered ? (null, "Give the company's domain, such as example.com.")
        : CompanyDomain.Of(registered) is not { } domain
            ? (null, "Anyone can have an address at this domain; give the company's own domain.")
        : (domain, null);

    public async Task<DealRegistration> RegisterAsync(
        ProgramSlug program,
        DealOrder order,
        CancellationToken cancellationToken
    )
    {
        var registered = await deals.RegisterAsync(program, DealOf(order), HashOf(order), cancellationToken);
        return new DealRegistration(registered.Outcome == RegistrationOutcome.Registered, HoldOf(registered.Deal));
    }

    public async Task<DealRegistration> TakeOverAsync(
        ProgramSlug program,
        DealOrder order,
        PartnerId holder,
        CancellationToken cancellationToken
    )
    {
        var taken = await deals.TakeOverAsync(program, DealOf(order), HashOf(order), holder, cancellationToken);
        return new DealRegistration(taken.Outcome == RegistrationOutcome.Registered, HoldOf(taken.Deal));
    }

    public async Task<DealHold?> ChangeExpiryAsync(
        ProgramSlug program,
        EventId deal,
        DateTimeOffset expiresAt,
        CancellationToken cancellationToken
    ) =>
        await deals.ChangeExpiryAsync(program, deal, expiresAt, cancellationToken) is { } changed
            ? HoldOf(changed)
            : null;

    private static Deal DealOf(DealOrder order) =>
        new()
        {
            Id = order.Id,
            Partner = order.Partner,
            Company = order.Company,
            Domain = order.Domain,
            ExpectedAmount = order.ExpectedAmount,
            RegisteredAt = order.At,
            ExpiresAt = order.ExpiresAt,
        };

    private static DealHold HoldOf(Deal deal) => new(deal.Id, deal.Partner, deal.Domain, deal.ExpiresAt);

    // The id and the partner identify an order, whose other values follow from what the caller has stored.
    private static string HashOf(DealOrder order) => $"order:{order.Partner}";
}
