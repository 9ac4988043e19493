using System.Text;
using System.Text.Json;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Approvals.Delegations;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Governance;

/// <summary>Decisions that need a person whom the platform has signed in.</summary>
public sealed class ApprovalSignInTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Owner = "owner@example.com";

    private readonly Mock<DurableTaskClient> orchestrations = new("test");

    [Fact]
    public async Task A_person_who_is_signed_in_as_the_recipient_decides_and_the_audit_says_so()
    {
        await using var host = await StartAsync(required: "cycle");

        var result = await DecideAsync(host, Principal(("preferred_username", "Owner@Example.com")));

        var decided = Assert.IsType<ApprovalLinkResult.Decided>(result).Approval;
        Assert.Equal((Owner, "aad"), (decided.Decision!.Actor, decided.Decision.SignedInWith));
        Assert.Equal([$"{Owner} (signed in with aad)"], await ActorsAsync(host));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no base64!")]
    [InlineData("bm90IGpzb24=")]
    [InlineData("W10=")]
    [InlineData("eyJhdXRoX3R5cCI6ICJhYWQifQ==")]
    [InlineData("eyJhdXRoX3R5cCI6IDEsICJjbGFpbXMiOiBbXX0=")]
    [InlineData("/////w==")]
    public async Task Without_a_readable_principal_the_page_asks_to_sign_in(string? header)
    {
        await using var host = await StartAsync(required: "cycle");

        var needed = Assert.IsType<ApprovalLinkResult.SignInNeeded>(await DecideAsync(host, header));

        Assert.Null(needed.Person);
        Assert.Null(await DecisionAsync(host));
        var (status, page) = await PageAsync(host, needed);
        Assert.Equal(403, status);
        Assert.Contains("/.auth/login/aad?post_login_redirect_uri=%2Fapprove%2Ftoken", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_person_cannot_decide_and_reads_who_is_asked()
    {
        await using var host = await StartAsync(required: "cycle");

        var result = await DecideAsync(host, Principal(("email", "eve@example.com"), ("name", Owner)));

        var needed = Assert.IsType<ApprovalLinkResult.SignInNeeded>(result);
        Assert.Null(await DecisionAsync(host));
        var (status, page) = await PageAsync(host, needed);
        Assert.Equal(403, status);
        Assert.Contains("eve@example.com", page, StringComparison.Ordinal);
        Assert.Contains("/.auth/logout?post_logout_redirect_uri=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_several_addresses_is_enough()
    {
        await using var host = await StartAsync(required: "cycle");
        var header = Principal(
            ("email", "o.wner@example.net"),
            ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", Owner),
            ("groups", "eve@example.com")
        );

        Assert.IsType<ApprovalLinkResult.Decided>(await DecideAsync(host, header));
    }

    [Theory]
    [InlineData(Owner)]
    [InlineData("eve@example.com")]
    public async Task A_header_is_ignored_while_the_platforms_authentication_is_not_switched_on(string address)
    {
        await using var host = await StartAsync(required: "", trusted: false);

        var decided = Assert.IsType<ApprovalLinkResult.Decided>(await DecideAsync(host, Principal(("email", address))));

        Assert.Null(decided.Approval.Decision!.SignedInWith);
        Assert.Equal([Owner], await ActorsAsync(host));
    }

    [Fact]
    public async Task A_header_that_is_sent_twice_signs_nobody_in()
    {
        await using var host = await StartAsync(required: "cycle");
        var request = new DefaultHttpContext().Request;
        request.Headers[SignedInPerson.Header] = new([Principal(("email", Owner)), Principal(("email", Owner))]);

        Assert.Null(host.Get<ApprovalSignIns>().PersonOf(request));
    }

    [Theory]
    [InlineData("adjustment", false, false)]
    [InlineData("second_person", false, false)]
    [InlineData("second_person", true, true)]
    [InlineData("adjustment, cycle", false, true)]
    public async Task Only_the_named_decisions_need_a_sign_in(string required, bool isSecond, bool isNeeded)
    {
        await using var host = await StartAsync(required, isSecond: isSecond);

        Assert.Equal(isNeeded, await DecideAsync(host, null) is ApprovalLinkResult.SignInNeeded);
    }

    [Theory]
    [InlineData("", null, true)]
    [InlineData("cycle", null, false)]
    [InlineData("cycle", "eve@example.com", false)]
    [InlineData("second_person", Owner, true)]
    public async Task Where_a_decision_needs_a_sign_in_naming_a_deputy_does_too(
        string required,
        string? signedIn,
        bool isNamed
    )
    {
        await using var host = await StartAsync(required);
        await host.Get<ProgramStore>()
            .PutCharterAsync(FeatureHost.Slug, Charters.OfThree, host.Clock.GetUtcNow(), default);
        var approval = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, "cycle-1", default))!;
        var token = host.Get<DelegationLinks>().PathFor(approval, Owner).Split('/')[^1];
        var operation = ActivatorUtilities.CreateInstance<NameDeputy>(host.Services);

        var shown = await StatusOfAsync(host, await operation.ShowDeputyForm(Sent(), token, default));
        var named = await StatusOfAsync(host, await operation.Name(Sent(), token, orchestrations.Object, default));

        Assert.Equal(isNamed ? (200, 200) : (403, 403), (shown, named));
        var stored = await host.Get<DelegationStore>().FindAsync(FeatureHost.Slug, Owner, default);
        Assert.Equal(isNamed ? "dora@example.com" : null, stored?.Deputy.Email);

        HttpRequest Sent()
        {
            var request = new DefaultHttpContext().Request;
            request.ContentType = "application/x-www-form-urlencoded";
            request.Body = new MemoryStream(
                Encoding.UTF8.GetBytes("deputy_name=Dora&deputy_email=dora%40example.com&until=2026-12-20")
            );
            if (signedIn is not null)
            {
                request.Headers[SignedInPerson.Header] = Principal(("email", signedIn));
            }

            return request;
        }
    }

    [Theory]
    [InlineData("cycle", "false", "Approvals__SignIn__Trusted")]
    [InlineData("cycles", "true", "Approvals__SignIn__RequiredFor")]
    public void A_setting_that_would_keep_everybody_out_is_named_at_the_start(
        string required,
        string trusted,
        string name
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Approvals:SignIn:RequiredFor"] = required,
                    ["Approvals:SignIn:Trusted"] = trusted,
                }
            )
            .Build();
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSettings<SignInOptions>(SignInOptions.Section)
            .BuildServiceProvider();

        var fault = Assert.Throws<OptionsValidationException>(
            services.GetRequiredService<IStartupValidator>().Validate
        );

        Assert.StartsWith($"The setting {name} ", Assert.Single(fault.Failures), StringComparison.Ordinal);
    }

    private async Task<FeatureHost> StartAsync(string required, bool trusted = true, bool isSecond = false)
    {
        var host = await FeatureHost.StartAsync(
            azurite.TakeAccount(),
            settings: new Dictionary<string, string?>
            {
                ["Approvals:SignIn:Trusted"] = trusted.ToString(),
                ["Approvals:SignIn:RequiredFor"] = required,
            }
        );
        await host.Get<ApprovalStore>()
            .OpenAsync(Request() with { IsOfSecondPerson = isSecond }, host.Clock.GetUtcNow(), default);
        return host;
    }

    private async Task<ApprovalLinkResult> DecideAsync(FeatureHost host, string? header)
    {
        var approval = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, "cycle-1", default))!;
        var token = new Uri(host.Get<ApprovalLinks>().AddressFor(approval, Owner)).Segments[^1];
        var request = new DefaultHttpContext().Request;
        if (header is not null)
        {
            request.Headers[SignedInPerson.Header] = header;
        }

        var person = host.Get<ApprovalSignIns>().PersonOf(request);
        return await host.Get<ApprovalService>()
            .DecideAsync(token, new DecisionForm("approve"), person, orchestrations.Object, default);
    }

    private static async Task<ApprovalDecision?> DecisionAsync(FeatureHost host) =>
        (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, "cycle-1", default))!.Decision;

    private static async Task<(int Status, string Page)> PageAsync(FeatureHost host, ApprovalLinkResult result)
    {
        var answer = await host.Get<ApprovalPages>().AnswerAsync(result, "token", new DecisionForm());
        return await PageAsync(host, answer);
    }

    private static async Task<int> StatusOfAsync(FeatureHost host, IResult answer) =>
        (await PageAsync(host, answer)).Status;

    private static async Task<(int Status, string Page)> PageAsync(FeatureHost host, IResult answer)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = host.Services, Response = { Body = body } };
        await answer.ExecuteAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }

    private static async Task<List<string>> ActorsAsync(FeatureHost host) =>
        await host.Get<AuditLog>()
            .AboutAsync(FeatureHost.Slug, ["cycle-1"], CancellationToken.None)
            .Where(record => record.Action == "cycle_decided_approve")
            .Select(record => record.Actor)
            .ToListAsync();

    private static string Principal(params (string Type, string Value)[] claims) =>
        Convert.ToBase64String(
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    auth_typ = "aad",
                    claims = claims.Select(claim => new { typ = claim.Type, val = claim.Value }),
                    name_typ = "name",
                    role_typ = "roles",
                }
            )
        );

    private static ApprovalRequest Request() =>
        new()
        {
            Id = "cycle-1",
            Program = FeatureHost.Slug,
            Kind = ApprovalKinds.Cycle,
            Subject = "Approve the payouts",
            Facts = [new ApprovalFact("Total", "1.00 USD")],
            Options = [new ApprovalOption("approve", "Approve")],
            Owner = new Person("Owner", Owner),
            Backup = new Person("Backup", "backup@example.com"),
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = "expired",
        };
}
