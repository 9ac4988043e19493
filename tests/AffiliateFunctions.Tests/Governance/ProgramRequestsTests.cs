using Affiliate.Domain.Programs;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Moq;

namespace AffiliateFunctions.Tests.Governance;

public sealed class ProgramRequestsTests
{
    private readonly Mock<IPrograms> programs = new();
    private int answers;

    [Fact]
    public async Task The_answer_is_made_for_the_program_of_the_slug()
    {
        var program = new AffiliateProgram
        {
            Slug = FeatureHost.Slug,
            Name = "Partner program",
            Currency = "USD",
            Timezone = "UTC",
            Website = "https://www.example.com",
            AllowedOrigins = [],
            AllowedDestinations = [],
            Stage = ProgramStage.Live,
            StageSince = DateTimeOffset.UnixEpoch,
            Limits = new ProgramLimits(null, null),
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        programs.Setup(p => p.FindAsync(FeatureHost.Slug, CancellationToken.None)).ReturnsAsync(program);

        Assert.Same(program, (await AnswerAsync(FeatureHost.Slug.Value)).Items["program"]);
        Assert.Equal(1, answers);
    }

    // The answer reads the body, so a body without a program is not read.
    [Theory]
    [InlineData("another")]
    [InlineData("No Slug")]
    public async Task A_program_that_does_not_exist_is_not_found_before_an_answer_is_made(string slug)
    {
        Assert.Equal(StatusCodes.Status404NotFound, (await AnswerAsync(slug)).Response.StatusCode);
        Assert.Equal(0, answers);
    }

    private async Task<HttpContext> AnswerAsync(string slug)
    {
        var http = new DefaultHttpContext();
        var answer = await programs.Object.ForAsync(
            slug,
            program =>
            {
                answers++;
                http.Items["program"] = program;
                return Task.FromResult(Results.Empty);
            },
            CancellationToken.None
        );
        await answer.ExecuteAsync(http);
        return http;
    }
}
