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

    private Task<Result<PutProgram.Outcome>> PutAsync(FeatureHost host, string currency) =>
        new PutProgram(
            host.Get<ProgramStore>(),
            new PutProgram.Validator(),
            _rules.Object,
            host.Get<IOptions<PilotOptions>>(),
            host.Get<IAuditLog>(),
            host.Clock
        ).PutAsync(FeatureHost.Slug, new PutProgram.Body("New name", currency, "https://www.example.com"), default);
}
