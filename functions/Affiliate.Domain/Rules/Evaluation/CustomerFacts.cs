using Affiliate.Domain.Addresses;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>A customer as the rules see it, before the event.</summary>
public sealed record CustomerFacts
{
    /// <summary>The id that the company knows it by.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The country, ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>Where it came from, as the company says.</summary>
    public string? Source { get; init; }

    /// <summary>When it signed up.</summary>
    public WrittenTime? SignupDate { get; init; }

    /// <summary>When its subscription began.</summary>
    public WrittenTime? SubscriptionStart { get; init; }

    /// <summary>For how many months it has subscribed.</summary>
    public long? SubscriptionMonths { get; init; }

    /// <summary>The domain of its e-mail address, where only that is known.</summary>
    public string? EmailDomain { get; init; }

    /// <summary>The domain of its e-mail address in lower case, as far as it is known.</summary>
    internal string? Domain => EmailDomain?.Trim().ToLowerInvariant() ?? EmailDomains.Of(Email);

    /// <summary>Its sales so far, in minor units of the rule book's currency.</summary>
    public long? SaleAmount { get; init; }

    /// <summary>How many sales above 0 it has had.</summary>
    public long? Sales { get; init; }
}

/// <summary>What was before this conversion of the same customer.</summary>
/// <param name="Payments">How many sales above 0 there were.</param>
/// <param name="FirstSaleAt">When the first one was.</param>
public sealed record CustomerHistory(int Payments, DateTimeOffset? FirstSaleAt)
{
    /// <summary>The rules that pay a customer once and have paid for this one; null where there are none.</summary>
    public IReadOnlyList<string>? RulesPaid { get; init; }

    /// <summary>There was nothing.</summary>
    public static CustomerHistory None { get; } = new(0, null);
}
