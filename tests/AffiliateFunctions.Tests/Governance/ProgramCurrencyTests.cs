using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.Options;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Governance;

public sealed class ProgramCurrencyTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly Mock<IProgramRuleBooks> _rules = new();
    private readonly Mock<IProgramImports> _imports = new();

    [Fact]
    public async Task A_draft_without_a_submitted_rule_book_may_change_its_currency()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount(), ProgramStage.Draft);
        Assert.Equal("JPY", (await PutAsync(host, "JPY")).Value!.Program.Currency);
    }

    [Theory]
    [InlineData(ProgramStage.Draft)]
    [InlineData(ProgramStage.Pilot)]
    [InlineData(ProgramStage.Paused)]
    public async Task The_currency_stays_once_a_rule_book_was_submitted_and_everything_else_may_change(
        ProgramStage stage
    )
    {
        _rules
            .Setup(rules => rules.IsAnySubmittedAsync(FeatureHost.Slug, It.IsAny<CancellationToken>()))
            .ReturnsAsync(true);
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount(), stage);

        var changed = await PutAsync(host, "JPY");

        Assert.Equal(ProblemKind.Conflict, changed.Problem!.Kind);
        Assert.Equal(["/currency"], changed.Problem.Errors.Keys);
        Assert.Equal("USD", (await host.ProgramAsync()).Currency);
        Assert.Equal("New name", (await PutAsync(host, "USD")).Value!.Program.Name);
    }

    [Fact]
    public async Task A_slug_whose_import_was_begun_is_refused_and_a_program_that_exists_may_change()
    {
        _imports
            .Setup(imports => imports.IsBegunAsync(It.IsAny<ProgramSlug>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(true);
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());

        var refused = await PutAsync(host, "USD", "imported");

        Assert.Equal(ProblemKind.Conflict, refused.Problem!.Kind);
        Assert.Null(await host.Get<ProgramStore>().FindAsync(ProgramSlug.Parse("imported"), default));
        Assert.True((await PutAsync(host, "USD")).Succeeded);
    }

    private Task<Result<PutProgram.Outcome>> PutAsync(FeatureHost host, string currency, string slug = "demo") =>
        new PutProgram(
            host.Get<ProgramStore>(),
            new PutProgram.Validator(),
            _rules.Object,
            _imports.Object,
            host.Get<IOptions<PilotOptions>>(),
            host.Get<IAuditLog>(),
            host.Clock
        ).PutAsync(
            ProgramSlug.Parse(slug),
            new PutProgram.Body("New name", currency, "https://www.example.com"),
            default
        );
}
