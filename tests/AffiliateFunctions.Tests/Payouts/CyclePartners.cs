using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tests.Ledger;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>Partners that cycles pay.</summary>
internal static class CyclePartners
{
    /// <summary>An active partner with an account in the United States.</summary>
    public static Partner Of(PartnerId id) =>
        new()
        {
            Id = id,
            Program = LedgerHost.Slug,
            Name = "Contact",
            Email = $"{id}@partner.example.org",
            Company = $"Company of {id}",
            Country = "US",
            Status = PartnerStatus.Active,
            Group = "default",
            Code = id.Value,
            Coupons = [],
            Tax = new PartnerTax(null, "verified"),
            Payout = new PartnerPayout("ach", "Account ending 6789") { Account = "hash" },
            Terms = new PartnerTerms(null, null),
            ApprovedBy = "key",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
}
