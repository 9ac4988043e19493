using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Screening;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>What the screens find about an applicant, and what follows from it.</summary>
public sealed class ScreeningTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly ApplicantProfile Honest = new(
        "Pat Partner",
        "pat@agency.example.net",
        "Partner Agency",
        "https://www.agency.example.net",
        "US",
        "We write about it.",
        Audience: null,
        new Dictionary<string, JsonElement>(),
        Invite: null
    );

    private readonly Mock<DurableTaskClient> orchestrations = new("test");

    [Theory]
    [InlineData("pat@agency.test", "https://agency.test", "US", "")]
    [InlineData("pat@mailinator.com", "https://agency.test", "US", "disposable_email,domain_mismatch")]
    [InlineData("pat@gmail.com", "https://agency.test", "US", "free_email")]
    [InlineData("pat@gmial.com", "https://gmial.com", "US", "look_alike_domain,look_alike_domain")]
    [InlineData("pat@examp1e.com", "https://agency.test", "US", "look_alike_domain,domain_mismatch")]
    [InlineData("pat@agenci.test", "https://agency.test", "US", "look_alike_domain")]
    [InlineData("pat@other.test", "https://agency.test", "US", "domain_mismatch")]
    [InlineData("pat@mail.example.com", "https://agency.test", "US", "own_domain,domain_mismatch")]
    [InlineData("pat@\u0430gency.test", "https://agency.test", "US", "look_alike_domain,confusable_domain")]
    [InlineData("pat@agency.de", "https://agency.de", "US", "country_mismatch")]
    [InlineData("pat@agency.co.uk", "https://agency.co.uk", "GB", "")]
    [InlineData("pat@agency.io", "https://agency.io", "US", "")]
    public async Task Domains_that_deceive_are_found(string email, string website, string country, string codes)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var application = Application(Honest with { Email = email, Website = website, Country = country });

        var findings = await FindAsync(host, application);

        Assert.Equal(
            codes.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(),
            findings.Select(finding => finding.Code).Order()
        );
        Assert.All(findings, finding => Assert.EndsWith(".", finding.Words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_applicant_who_resembles_a_partner_is_found_by_mailbox_company_and_network()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var program = await host.ProgramAsync();
        var terms = new PartnerTerms("1", null) { AcceptedFrom = "203.0.113.9" };
        var added = await host.Get<PartnerRegistration>()
            .AddAsync(
                program,
                Partner("prt_1", "p.a.t@agency.example.net") with
                {
                    Terms = terms,
                },
                () => Task.FromResult<IReadOnlyList<Azure.Data.Tables.TableTransactionAction>>([]),
                default
            );
        Assert.IsType<RosterAnswer.Added>(added);
        var application = Application(Honest) with { Terms = terms with { AcceptedFrom = "203.0.113.77" } };

        var findings = await FindAsync(host, application);

        Assert.Equal(
            ["same_mailbox", "same_company_domain", "same_network", "same_company_name"],
            findings.Select(finding => finding.Code)
        );
        Assert.All(findings, finding => Assert.Equal([PartnerId.Parse("prt_1")], finding.Partners!));
        Assert.All(findings, finding => Assert.DoesNotContain("Agency", finding.Words, StringComparison.Ordinal));
        Assert.Empty(await FindAsync(host, Application(Other)));
    }

    [Fact]
    public async Task A_banned_value_is_found_whatever_its_form_and_rejects_without_a_reason_for_the_applicant()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var list = new BannedList(
            [new("P.A.T+x@GMAIL.com", "Forged leads")],
            [new("Bad.example", "Spam")],
            [new(" 203.0.113.0/24 ", "Farm")],
            [new("KP ", "Sanctions")]
        );
        Assert.True(new BannedList.Validator().Check(list).Succeeded);
        await host.Get<BannedStore>()
            .ReplaceAsync(FeatureHost.Slug, list.Normalized(), host.Clock.GetUtcNow(), default);

        Assert.Contains("banned_address", await CodesAsync(host, Other with { Email = "pat+leads@googlemail.com" }));
        Assert.Contains("banned_domain", await CodesAsync(host, Other with { Website = "https://shop.bad.example/" }));
        Assert.Contains("banned_country", await CodesAsync(host, Other with { Country = "KP" }));
        var application = Application(Other) with
        {
            Terms = new PartnerTerms("1", null) { AcceptedFrom = "203.0.113.200" },
        };
        var found = Assert.Single(await FindAsync(host, application));
        Assert.Equal(("banned_network", FindingSeverity.Serious), (found.Code, found.Severity));

        var decision = await host.Get<OnboardingPolicies>()
            .DecideAsync(application with { Findings = [found] }, default);
        Assert.Equal((false, "rule:banned"), (decision!.Approved, decision.Actor));
        Assert.Null(decision.MessageToApplicant);
        var reported = found with { Source = "another system" };
        Assert.Null(
            await host.Get<OnboardingPolicies>().DecideAsync(application with { Findings = [reported] }, default)
        );
    }

    [Theory]
    [InlineData("nobody", "bad.example", "203.0.113.0/24", "KP", "/addresses/0")]
    [InlineData("a@b.example", "bad", "203.0.113.0/24", "KP", "/domains/0")]
    [InlineData("a@b.example", "bad.example", "203.0.113.0/99", "KP", "/networks/0")]
    [InlineData("a@b.example", "bad.example", "203.0.113.0/24", "Korea", "/countries/0")]
    public void A_banned_value_of_another_form_is_refused_by_its_place(
        string address,
        string domain,
        string network,
        string country,
        string pointer
    )
    {
        var list = new BannedList([new(address, "x")], [new(domain, "x")], [new(network, "x")], [new(country, "x")]);
        Assert.Equal([pointer], new BannedList.Validator().Check(list).Problem!.Errors.Keys);
    }

    [Fact]
    public async Task Findings_of_another_system_are_kept_once_and_ask_a_person_anew()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var application = Application(Honest) with { Status = ApplicationStatus.PendingApproval };
        application = await StoreAsync(host, application);
        var body = new AddFindings.Body(
            "sanctions",
            [new("sanctions_match", FindingSeverity.Serious, "The name resembles an entry.")]
        );

        var added = await AddAsync(host, application, body);
        Assert.Equal((2, 1), (added.Value!.ApprovalRound, added.Value.Findings.Count));
        Assert.Equal("sanctions", added.Value.Findings[0].Source);
        var again = await AddAsync(host, application, body);
        Assert.Equal((2, 1), (again.Value!.ApprovalRound, again.Value.Findings.Count));
        Assert.Equal(1, (await host.VerifyAuditAsync()).Records);

        await host.Get<ApplicationStore>()
            .ChangeAsync(FeatureHost.Slug, application.Id, a => a with { DecidedAt = a.SubmittedAt }, default);
        Assert.Equal(ProblemKind.Conflict, (await AddAsync(host, application, body)).Problem!.Kind);
    }

    private static ApplicantProfile Other =>
        Honest with
        {
            Email = "kim@elsewhere.test",
            Company = "Elsewhere",
            Website = "https://elsewhere.test",
        };

    private Task<Result<PartnerApplication>> AddAsync(
        FeatureHost host,
        PartnerApplication application,
        AddFindings.Body body
    ) =>
        host.Get<FindingReports>()
            .AddAsync(FeatureHost.Slug, application.Id.Value, body, orchestrations.Object, default);

    private static async Task<PartnerApplication> StoreAsync(FeatureHost host, PartnerApplication application)
    {
        var (_, stored) = await host.Get<ApplicationAddresses>()
            .SubmitAsync(
                FeatureHost.Slug,
                application.Applicant.Email,
                _ => true,
                id => application with { Id = id },
                default
            );
        return stored!;
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(FeatureHost host, PartnerApplication application) =>
        await host.Get<ApplicationScreening>().FindAsync(await host.ProgramAsync(), application, default);

    private static async Task<IEnumerable<string>> CodesAsync(FeatureHost host, ApplicantProfile applicant) =>
        (await FindAsync(host, Application(applicant))).Select(finding => finding.Code);

    private static PartnerApplication Application(ApplicantProfile applicant) =>
        new()
        {
            Id = ApplicationId.Parse("app_1"),
            Program = FeatureHost.Slug,
            Applicant = applicant,
            Status = ApplicationStatus.Screening,
            Terms = new PartnerTerms("1", null),
            SubmittedAt = DateTimeOffset.UnixEpoch,
            Timeline = [],
        };

    private static Partner Partner(string id, string email) =>
        new()
        {
            Id = PartnerId.Parse(id),
            Program = FeatureHost.Slug,
            Name = "Pat",
            Email = email,
            Company = "Partner Agency",
            Country = "US",
            Website = "https://blog.agency.example.net",
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
