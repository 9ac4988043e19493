using Affiliate.Domain.Addresses;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>A customer as the rules see it, in the state before the event.</summary>
public sealed record CustomerFacts
{
    /// <summary>The company's id of the customer.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The customer's e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The customer's country, ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>The source of the customer, as reported by the company.</summary>
    public string? Source { get; init; }

    /// <summary>The date on which the customer signed up.</summary>
    public WrittenTime? SignupDate { get; init; }

    /// <summary>The date on which the customer's subscription began.</summary>
    public WrittenTime? SubscriptionStart { get; init; }

    /// <summary>The number of months for which the customer has subscribed.</summary>
    public long? SubscriptionMonths { get; init; }

    /// <summary>The domain of the customer's e-mail address, when only the domain is known.</summary>
    public string? EmailDomain { get; init; }

    /// <summary>The domain of the customer's e-mail address in lower case; null when it is unknown.</summary>
    internal string? Domain => EmailDomain?.Trim().ToLowerInvariant() ?? EmailDomains.Of(Email);

    /// <summary>The sum of the customer's sales so far, in minor units of the rule book's currency.</summary>
    public long? SaleAmount { get; init; }

    /// <summary>The number of the customer's sales above 0 so far.</summary>
    public long? Sales { get; init; }
}

/// <summary>The history of the customer before this conversion.</summary>
/// <param name="Payments">The number of earlier sales above 0.</param>
/// <param name="FirstSaleAt">The time of the first of these sales.</param>
public sealed record CustomerHistory(int Payments, DateTimeOffset? FirstSaleAt)
{
    /// <summary>
    /// The ids of the rules that pay once per customer and have already paid for this customer; null when there are
    /// none.
    /// </summary>
    public IReadOnlyList<string>? RulesPaid { get; init; }

    /// <summary>The history of a customer without earlier sales.</summary>
    public static CustomerHistory None { get; } = new(0, null);
}
