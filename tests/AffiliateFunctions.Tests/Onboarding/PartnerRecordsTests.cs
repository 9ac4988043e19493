using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>The audit records about changed partners.</summary>
public sealed class PartnerRecordsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Each_change_of_the_recruiter_is_recorded_also_back_and_forth()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var records = host.Get<PartnerRecords>();
        var partner = Partner;
        foreach (var recruiter in new[] { "prt_2", "prt_3", "prt_2", "prt_2" })
        {
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            var changed = records.Dated(partner, partner with { ReferredBy = PartnerId.Parse(recruiter) });
            await records.RecordAsync(partner, changed, default);
            partner = changed;
        }

        var texts = await host.Get<AuditLog>()
            .ReadAsync(FeatureHost.Slug, after: null, default)
            .Select(record => record.Text.Text)
            .Where(text => text.Contains("partner_changed", StringComparison.Ordinal))
            .ToListAsync();
        Assert.Equal(3, texts.Count);
        Assert.All(texts, text => Assert.Contains("referred_by", text, StringComparison.Ordinal));
    }

    private static Partner Partner =>
        new()
        {
            Id = PartnerId.Parse("prt_1"),
            Program = FeatureHost.Slug,
            Name = "Pat",
            Email = "pat@agency.example.net",
            Company = "Partner Agency",
            Country = "US",
            Status = PartnerStatus.Active,
            Group = "default",
            Code = "agency",
            Coupons = [],
            Tax = PartnerDefaults.Tax,
            Payout = PartnerDefaults.Payout,
            Terms = new PartnerTerms("1", null),
            ApprovedBy = "key",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
}
