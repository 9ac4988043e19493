using System.Net;

namespace EndToEnd.BadInput;

/// <summary>Bodies that are no batch.</summary>
[Collection(nameof(SharedProgram))]
public sealed class RefusedBatchTests(SharedProgram program)
{
    [Theory]
    [InlineData("""{"events": [] """)]
    [InlineData("""{"events": [], "surprise": 1}""")]
    [InlineData("""{"events": {} }""")]
    [InlineData("""{"events": []} []""")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task What_is_no_batch_is_refused_whole(string batch)
    {
        var (status, problem) = await program.App.PostRefusedAsync(
            $"/api/programs/{SharedProgram.Slug}/track/batch",
            batch
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Single(problem.Pointers);
    }
}
