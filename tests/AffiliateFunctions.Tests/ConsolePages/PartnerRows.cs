using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using Azure.Data.Tables;

namespace AffiliateFunctions.Tests.ConsolePages;

/// <summary>Stores partners by the hundred.</summary>
internal static class PartnerRows
{
    /// <summary>Stores so many partners, of which the second one is suspended.</summary>
    public static async Task<IReadOnlyList<Partner>> StoreAsync(ConsoleScene scene, int count)
    {
        List<Partner> partners = [.. Enumerable.Range(0, count).Select(number => PartnerOf(scene, number))];
        var table = scene.Host.Get<StorageTables>()[PartnersTable.Name];
        foreach (var some in partners.Chunk(100))
        {
            await table.SubmitTransactionAsync(
                some.Select(partner =>
                {
                    var row = new TableEntity(partner.Program.Value, $"partner:{partner.Id}");
                    row.SetJson("data", partner);
                    return new TableTransactionAction(TableTransactionActionType.Add, row);
                })
            );
        }

        return partners;
    }

    private static Partner PartnerOf(ConsoleScene scene, int number) =>
        new()
        {
            Id = PartnerId.Parse($"prt_{number:D8}"),
            Program = FeatureHost.Slug,
            Name = $"Pat {number}",
            Email = $"pat{number}@partner.example.org",
            Company = $"Company {number:D5}",
            Country = "US",
            Status = number == 1 ? PartnerStatus.Suspended : PartnerStatus.Active,
            StatusSince = scene.Host.Clock.GetUtcNow(),
            Group = number % 2 == 0 ? "gold" : "default",
            Code = $"code-{number}",
            Coupons = [],
            Tax = PartnerDefaults.Tax,
            Payout = PartnerDefaults.Payout,
            Terms = new PartnerTerms("1", scene.Host.Clock.GetUtcNow()),
            ApprovedBy = "key",
            CreatedAt = scene.Host.Clock.GetUtcNow(),
        };
}
