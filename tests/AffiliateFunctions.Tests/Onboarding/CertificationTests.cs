using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Partners.Certifications;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>Certifications end on a day in the program's time zone, and the partner is told.</summary>
public sealed class CertificationTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Name = "cloud-expert";

    [Theory]
    [InlineData("2026-11-30T22:59:59Z", false)]
    [InlineData("2026-11-30T23:00:00Z", true)]
    [InlineData("2026-12-31T22:59:59Z", true)]
    [InlineData("2026-12-31T23:00:00Z", false)]
    public void A_certification_is_valid_from_its_first_to_its_last_day_in_the_time_zone(string time, bool isValid) =>
        Assert.Equal(
            isValid,
            new PartnerCertification(Name, new(2026, 12, 1), new(2026, 12, 31), default).IsValidAt(
                DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture),
                TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")
            )
        );

    [Fact]
    public async Task A_certification_is_set_renewed_and_removed_and_each_change_is_recorded_once()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host);
        for (var time = 0; time < 2; time++)
        {
            Assert.True((await SetAsync(host, partner, new(new(2026, 11, 20)))).Succeeded);
        }

        var setAt = host.Clock.GetUtcNow();
        host.Clock.Advance(TimeSpan.FromDays(10));
        var renewed = (await SetAsync(host, partner, new(new(2027, 11, 20)))).Value!.Certifications[0];
        Assert.Equal((new DateOnly(2026, 11, 1), new DateOnly(2027, 11, 20)), (renewed.ValidFrom, renewed.ValidUntil));

        host.Clock.Advance(TimeSpan.FromDays(1));
        for (var time = 0; time < 2; time++)
        {
            Assert.True((await RemoveAsync(host, partner, Name)).Succeeded);
        }

        var stored = (await host.Get<IPartners>().FindAsync(FeatureHost.Slug, partner.Id, default))!;
        Assert.Null(stored.CertificationsAt(host.Clock.GetUtcNow(), TimeZoneInfo.Utc));
        Assert.Equal([Name], stored.CertificationsAt(setAt, TimeZoneInfo.Utc));
        Assert.Equal(ProblemKind.NotFound, (await RemoveAsync(host, partner, "other")).Problem!.Kind);
        Assert.Equal(
            ["certification_set", "certification_set", "certification_removed"],
            await ActionsAsync(host, partner)
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Conversions_of_an_earlier_certification_that_arrive_late_still_see_it(bool isRemoved)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host);
        var setAt = host.Clock.GetUtcNow();
        await SetAsync(host, partner, new(new(2026, 11, 3)));
        if (isRemoved)
        {
            host.Clock.Advance(TimeSpan.FromDays(1));
            await RemoveAsync(host, partner, Name);
        }

        host.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(new(2027, 1, 1), Named(await SetAsync(host, partner, new(new(2027, 1, 1)))).ValidUntil);
        Assert.Equal(new(2027, 2, 1), Named(await SetAsync(host, partner, new(new(2027, 2, 1)))).ValidUntil);

        var stored = (await host.Get<IPartners>().FindAsync(FeatureHost.Slug, partner.Id, default))!;
        Assert.Equal(2, stored.Certifications.Count);
        Assert.Equal([Name], stored.CertificationsAt(setAt, TimeZoneInfo.Utc));
        Assert.Null(stored.CertificationsAt(setAt.AddDays(4), TimeZoneInfo.Utc));
        Assert.Equal([Name], stored.CertificationsAt(host.Clock.GetUtcNow(), TimeZoneInfo.Utc));
        Assert.Equal([], await RemindedAsync(host, days: 0));
    }

    [Fact]
    public async Task A_day_that_is_over_and_a_name_with_spaces_are_errors()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host);
        Assert.Equal("/valid_until", ErrorOf(await SetAsync(host, partner, new(new(2026, 10, 31)))));
        Assert.Equal("/valid_until", ErrorOf(await SetAsync(host, partner, new())));
        Assert.Equal("/valid_from", ErrorOf(await SetAsync(host, partner, new(new(2026, 12, 1), new(2026, 12, 2)))));
        Assert.Equal(string.Empty, ErrorOf(await SetAsync(host, partner, new(new(2026, 12, 1)), "Cloud expert")));
    }

    [Fact]
    public async Task The_partner_is_reminded_once_30_days_before_the_end_and_once_after_it()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host);
        await SetAsync(host, partner, new(new(2026, 12, 10)));
        Assert.Equal([], await RemindedAsync(host, days: 0));
        Assert.Equal([], await RemindedAsync(host, days: 8));
        Assert.Equal(["Your certification cloud-expert ends on 10 December 2026"], await RemindedAsync(host, days: 1));
        Assert.Equal([], await RemindedAsync(host, days: 30));
        Assert.Equal(["Your certification cloud-expert has ended"], await RemindedAsync(host, days: 1));
        Assert.Equal([], await RemindedAsync(host, days: 1));
        Assert.Contains("certification_ended", await ActionsAsync(host, partner));

        // A renewed one has an end of its own.
        await SetAsync(host, partner, new(new(2027, 1, 1)));
        Assert.Equal(["Your certification cloud-expert ends on 1 January 2027"], await RemindedAsync(host, days: 0));
    }

    private static PartnerCertification Named(Result<Partner> changed) =>
        Assert.Single(changed.Value!.Certifications, own => own.RemovedAt is null);

    private static string ErrorOf(Result<Partner> result) => Assert.Single(result.Problem!.Errors).Key;

    private static async Task<IReadOnlyList<string>> RemindedAsync(FeatureHost host, int days)
    {
        host.Clock.Advance(TimeSpan.FromDays(days));
        var before = host.Emails.Sent;
        var timer = ActivatorUtilities.CreateInstance<RemindOfCertifications>(host.Services);
        await timer.RemindAsync(await host.ProgramAsync(), default);
        return [.. host.Emails.Sent.Except(before).Select(sent => sent.Subject)];
    }

    private static async Task<Result<Partner>> SetAsync(
        FeatureHost host,
        Partner partner,
        PutCertification.Body body,
        string name = Name
    ) =>
        await host.Get<CertificationChanges>()
            .SetAsync(await host.ProgramAsync(), partner.Id.Value, name, body, default);

    private static async Task<Result<Partner>> RemoveAsync(FeatureHost host, Partner partner, string name) =>
        await host.Get<CertificationChanges>().RemoveAsync(await host.ProgramAsync(), partner.Id.Value, name, default);

    private static async Task<List<string>> ActionsAsync(FeatureHost host, Partner partner) =>
        await host.Get<AuditLog>()
            .AboutAsync(FeatureHost.Slug, [partner.Id.Value], default)
            .Select(record => record.Action)
            .Where(action => action.StartsWith("certification", StringComparison.Ordinal))
            .ToListAsync();

    private static async Task<Partner> MakeAsync(FeatureHost host) =>
        (
            await host.Get<DirectPartners>()
                .MakeAsync(
                    await host.ProgramAsync(),
                    new PartnerBody("Contact", "pat@partner.example.org", "Acme Media", "US"),
                    default
                )
        )
            .Value!
            .Partner;
}
