using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Ledger;
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>Who has a code while the partner is not stored: after refusals, faults and parallel requests.</summary>
public sealed class CodeClaimTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly PartnerBody Acme = new("Ann", "ann@acme.example", "Acme", "US", Code: "ACME");
    private static readonly PartnerBody Bolt = new("Bob", "bob@bolt.example", "Bolt", "US", Code: "bolt");

    [Fact]
    public async Task A_partner_that_a_paused_program_refused_gets_its_code_later()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount(), ProgramStage.Paused);
        Assert.Equal(ProblemKind.Conflict, (await MakeAsync(host, Acme)).Problem?.Kind);
        await ChangeAsync(host, program => program with { Stage = ProgramStage.Live });

        var made = await MakeAsync(host, Acme);

        Assert.Equal(("acme", true), (made.Value!.Partner.Code, made.Value.IsNew));
        Assert.True((await host.Get<IPartnerLinks>().ResolveAsync("acme", default))!.Active);
    }

    [Fact]
    public async Task Partners_that_a_full_pilot_refused_get_their_codes_when_it_has_room()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount(), maxPartners: 1);
        PartnerBody[] all = [Acme, Bolt, Acme with { Email = "carl@coil.example", Code = "coil" }];
        var first = await Task.WhenAll(all.Select(body => MakeAsync(host, body)));
        Assert.Single(first, made => made.Succeeded);
        await ChangeAsync(host, program => program with { Limits = new ProgramLimits(3, null) });

        var again = await Task.WhenAll(all.Select(body => MakeAsync(host, body)));

        Assert.Equal(["acme", "bolt", "coil"], again.Select(made => made.Value?.Partner.Code));
    }

    [Fact]
    public async Task A_partner_with_a_taken_coupon_gets_its_code_once_the_coupon_is_corrected()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await MakeAsync(host, Bolt with { Coupons = ["SAVE10"] });
        var refused = await MakeAsync(host, Acme with { Coupons = ["SAVE10"] });
        Assert.Contains("/coupons", refused.Problem!.Errors.Keys);

        Assert.Equal("acme", (await MakeAsync(host, Acme with { Coupons = ["ACME10"] })).Value?.Partner.Code);
    }

    [Fact]
    public async Task A_request_that_fails_at_any_request_to_storage_is_completed_by_its_repetition()
    {
        var requests = int.MaxValue;
        for (var failsAt = 1; failsAt <= requests; failsAt++)
        {
            foreach (var isAnswerLost in new[] { false, true })
            {
                var fault = new StorageFault();
                await using var host = await StartAsync(fault);
                fault.Arm(failsAt, isAnswerLost);
                var failed = await Record.ExceptionAsync(() => MakeAsync(host, Acme));
                requests = failed is null && !isAnswerLost ? fault.Requests : requests;
                fault.Arm(failsAt: 0, answerLost: false);

                var made = await MakeAsync(host, Acme);

                Assert.Equal("acme", made.Value?.Partner.Code);
                Assert.Equal(
                    PartnerLinks.LinkOf(made.Value!.Partner),
                    await host.Get<IPartnerLinks>().ResolveAsync("acme", default)
                );
            }
        }

        Assert.InRange(requests, 5, 50);
    }

    [Fact]
    public async Task Parallel_requests_of_one_address_return_one_partner_also_with_its_coupon_and_the_last_place()
    {
        for (var round = 0; round < 10; round++)
        {
            await using var host = await FeatureHost.StartAsync(azurite.TakeAccount(), maxPartners: 1);
            var body = Acme with { Coupons = ["ACME10"] };

            var made = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => MakeAsync(host, body)));

            Assert.All(made, one => Assert.True(one.Succeeded, one.Problem?.Detail));
            var partner = Assert.Single(made.Select(one => one.Value!.Partner.Id).Distinct());
            Assert.Single(made, one => one.Value!.IsNew);
            Assert.Equal(
                new PartnerLink("acme", FeatureHost.Slug, partner, Active: true),
                await host.Get<IPartnerLinks>().ResolveAsync("acme", default)
            );
        }
    }

    [Fact]
    public async Task The_claim_of_an_interrupted_request_keeps_the_code_from_others_for_an_hour()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await host.Get<CodeClaims>().ClaimAsync(LinkOf("acme"), "another", default);
        host.Clock.Advance(CodeClaims.Lifetime - TimeSpan.FromTicks(1));
        Assert.Contains("/code", (await MakeAsync(host, Acme)).Problem!.Errors.Keys);
        host.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal("acme", (await MakeAsync(host, Acme)).Value?.Partner.Code);
        Assert.Contains("/code", (await MakeAsync(host, Bolt with { Code = "acme" })).Problem!.Errors.Keys);
    }

    [Fact]
    public async Task A_repeated_claim_names_the_partner_of_the_first_and_is_kept_for_an_hour_more()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var claims = host.Get<CodeClaims>();
        var first = await claims.ClaimAsync(LinkOf("acme", "prt_1"), "ann", default);
        host.Clock.Advance(TimeSpan.FromMinutes(50));
        var second = await claims.ClaimAsync(LinkOf("acme", "prt_2"), "ann", default);
        host.Clock.Advance(TimeSpan.FromMinutes(50));

        Assert.Equal(first!.Partner, second!.Partner);
        Assert.Null(await claims.ClaimAsync(LinkOf("acme", "prt_3"), "bob", default));

        // Neither the first request nor the second may give back what the other one may be storing.
        await claims.ReleaseAsync(first, default);
        await claims.ReleaseAsync(second, default);
        Assert.Null(await claims.ClaimAsync(LinkOf("acme", "prt_3"), "bob", default));
    }

    [Fact]
    public async Task A_claim_of_an_earlier_version_is_free_in_its_program_as_long_as_it_has_no_partner()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await AddRowAsync(host, "acme", FeatureHost.Slug);
        await AddRowAsync(host, "bolt", ProgramSlug.Parse("other"));

        Assert.Equal("acme", (await MakeAsync(host, Acme)).Value?.Partner.Code);
        Assert.Contains("/code", (await MakeAsync(host, Bolt)).Problem!.Errors.Keys);
    }

    [Fact]
    public async Task The_code_of_a_suspended_partner_stays_its_own()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = (await MakeAsync(host, Acme)).Value!.Partner;
        await host.Get<PartnerChanges>()
            .ChangeAsync(
                await host.ProgramAsync(),
                partner.Id.Value,
                stored => new PartnerChange(stored with { Status = PartnerStatus.Suspended }, []),
                default
            );
        host.Clock.Advance(CodeClaims.Lifetime);

        Assert.Contains("/code", (await MakeAsync(host, Bolt with { Code = "acme" })).Problem!.Errors.Keys);
    }

    private static PartnerLink LinkOf(string code, string partner = "prt_1") =>
        new(code, FeatureHost.Slug, PartnerId.Parse(partner), Active: false);

    private static async Task AddRowAsync(FeatureHost host, string code, ProgramSlug program)
    {
        await host.Get<PartnerLinks>()
            .PutAsync(new PartnerLink(code, program, PartnerId.Parse("prt_gone"), Active: false), default);
        var stored = await host.Get<PartnerLinks>().ReadStoredAsync(code, default);
        Assert.Null(stored!.ClaimedAt);
    }

    private static async Task ChangeAsync(FeatureHost host, Func<AffiliateProgram, AffiliateProgram> change)
    {
        var programs = host.Get<ProgramStore>();
        var (program, version) = (await programs.ReadAsync(FeatureHost.Slug, default))!.Value;
        Assert.True(await programs.ReplaceAsync(change(program), version, default));
    }

    private Task<FeatureHost> StartAsync(StorageFault fault)
    {
        var storage = azurite.TakeAccount();
        var options = MemoryTables.Of(storage).Options();
        options.AddPolicy(fault, HttpPipelinePosition.PerCall);
        return FeatureHost.StartAsync(storage, configure: services => services.AddSingleton(options));
    }

    private static async Task<Result<DirectPartners.Made>> MakeAsync(FeatureHost host, PartnerBody body) =>
        await host.Get<DirectPartners>().MakeAsync(await host.ProgramAsync(), body, default);
}
