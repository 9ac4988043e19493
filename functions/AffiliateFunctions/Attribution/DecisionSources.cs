using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Deals;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.ExchangeRates;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Attribution;

/// <summary>The data for the decisions on the events of one message. Each item is read once.</summary>
/// <param name="Program">The program.</param>
/// <param name="Rules">The rule books.</param>
/// <param name="Partners">The partners.</param>
/// <param name="Deals">The registered deals.</param>
/// <param name="Rates">The exchange rates.</param>
/// <param name="DuplicateCustomers">The customers with the same e-mail address.</param>
public sealed record DecisionSources(
    AffiliateProgram Program,
    RuleBookTimeline Rules,
    PartnerLookup Partners,
    DealLookup Deals,
    RateLookup Rates,
    DuplicateCustomerLookup DuplicateCustomers
);

/// <summary>Opens the data sources of a message.</summary>
public sealed class DecisionSourceReader(
    IPrograms programs,
    IRuleBooks ruleBooks,
    IPartners partners,
    DealStore deals,
    RateStore rates,
    CustomerEmailIndex mails,
    CustomerStore customers
)
{
    /// <summary>Opens the data sources for decisions on events of a program.</summary>
    public async Task<DecisionSources> ForAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        new(
            await programs.FindRecentAsync(program, cancellationToken)
                ?? throw new InvalidDataException($"The program '{program}' has events but cannot be found."),
            await ruleBooks.RecentTimelineAsync(program, cancellationToken),
            new PartnerLookup(partners, program),
            new DealLookup(deals, program),
            new RateLookup(rates, program),
            new DuplicateCustomerLookup(mails, customers, program)
        );
}
