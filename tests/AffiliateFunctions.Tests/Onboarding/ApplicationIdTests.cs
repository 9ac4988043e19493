using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Partners;
using Azure.Data.Tables;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>Ids of applications sort by time, and tell a stranger nothing about earlier applications.</summary>
public sealed class ApplicationIdTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Ids_sort_by_the_time_of_submission()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var ids = new List<ApplicationId>();
        for (var number = 0; number < 20; number++)
        {
            ids.Add((await SubmitAsync(host, $"person{number}@partner{number}.example.org")).Id);
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(ids.Select(id => id.Value).Order(StringComparer.Ordinal), ids.Select(id => id.Value));
        var listed = await host.Get<ApplicationStore>().ListAsync(FeatureHost.Slug, null, default).ToListAsync();
        Assert.Equal(ids, listed.Select(application => application.Id));
    }

    [Fact]
    public async Task An_address_that_applied_long_ago_gets_an_id_of_now_which_leads_to_its_application()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var (first, _) = await SubmitAsync(host, "ann@example.com");
        host.Clock.Advance(TimeSpan.FromDays(3));
        var now = (await SubmitAsync(host, "new@other.example")).Id;
        var (again, open) = await SubmitAsync(host, "ann@example.com");

        Assert.Equal(TimeOf(now), TimeOf(again));
        Assert.Equal(first, open!.Id);
        Assert.Equal(again, (await SubmitAsync(host, "ANN+label@example.com")).Id);
        var addresses = host.Get<ApplicationAddresses>();
        Assert.Equal(first, (await addresses.FindAsync(FeatureHost.Slug, again, default))!.Id);
        Assert.Equal(first, (await addresses.FindAsync(FeatureHost.Slug, first, default))!.Id);
        Assert.Equal(2, await host.Get<ApplicationStore>().ListAsync(FeatureHost.Slug, null, default).CountAsync());
    }

    [Fact]
    public async Task A_partner_without_an_application_gets_the_ids_of_a_stranger()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var body = new PartnerBody("Ann", "ann@example.com", "Ann Media", "US");
        Assert.True((await host.Get<DirectPartners>().MakeAsync(await host.ProgramAsync(), body, default)).Succeeded);
        host.Clock.Advance(TimeSpan.FromDays(1));

        var (id, open) = await SubmitAsync(host, "ann@example.com");
        var (again, _) = await SubmitAsync(host, "ann@example.com");
        var stranger = (await SubmitAsync(host, "stranger@example.com")).Id;

        Assert.Equal((id, null), (again, open));
        Assert.Equal((TimeOf(stranger), stranger.Value.Length), (TimeOf(id), id.Value.Length));
        Assert.Single(await host.Get<ApplicationStore>().ListAsync(FeatureHost.Slug, null, default).ToListAsync());
    }

    [Fact]
    public async Task An_application_of_an_earlier_version_is_found_by_its_address_and_by_its_id()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var emails = host.Get<EmailKey>();
        var old = emails.ApplicationIdOf(FeatureHost.Slug, "ann@example.com", 0);
        var rows = host.Get<StorageTables>()[PartnersTable.Name];
        await rows.AddEntityAsync(ApplicationStore.RowOf(New(host, old, "ann@example.com")));
        await rows.AddEntityAsync(
            new TableEntity(FeatureHost.Slug.Value, emails.RowOf(FeatureHost.Slug, "ann@example.com"))
            {
                [EmailRow.Attempt] = 0,
            }
        );

        var (id, open) = await SubmitAsync(host, "ann@example.com");

        Assert.Equal(old, open!.Id);
        Assert.Equal(old, (await host.Get<ApplicationAddresses>().FindAsync(FeatureHost.Slug, id, default))!.Id);
        await host.Get<ApplicationStore>()
            .ChangeAsync(FeatureHost.Slug, old, a => a with { Status = ApplicationStatus.Expired }, default);
        Assert.NotEqual(old, (await SubmitAsync(host, "ann@example.com")).Open!.Id);
    }

    private static Task<(ApplicationId Id, PartnerApplication? Open)> SubmitAsync(FeatureHost host, string email) =>
        host.Get<ApplicationAddresses>()
            .SubmitAsync(FeatureHost.Slug, email, _ => true, id => New(host, id, email), default);

    private static PartnerApplication New(FeatureHost host, ApplicationId id, string email) =>
        new()
        {
            Id = id,
            Program = FeatureHost.Slug,
            Applicant = new ApplicantProfile(
                "Ann",
                email,
                "Ann Media",
                "https://www.example.com",
                "US",
                "Reviews",
                null,
                new Dictionary<string, string>(),
                null
            ),
            Status = ApplicationStatus.Unverified,
            Terms = new PartnerTerms("1", host.Clock.GetUtcNow()),
            SubmittedAt = host.Clock.GetUtcNow(),
            Timeline = [],
        };

    // The first ten characters of a ULID are its time.
    private static string TimeOf(ApplicationId id) => id.Value["app_".Length..][..10];
}
