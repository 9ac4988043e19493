using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class TraceIdsTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Invocation = "b5d5b0d8-0f9e-4c3f-9d56-5f1f1c1f6f10";

    [Theory]
    [InlineData($"00-{Trace}-00f067aa0ba902b7-01", Invocation, Trace)]
    [InlineData(null, Invocation, Invocation)]
    [InlineData("no traceparent", Invocation, Invocation)]
    [InlineData("no traceparent", null, "server")]
    public async Task A_problem_tells_the_id_that_the_platform_logs(
        string? traceparent,
        string? invocation,
        string expected
    )
    {
        var http = new DefaultHttpContext
        {
            TraceIdentifier = "server",
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.Headers.TraceParent = traceparent;
        http.Request.Headers["x-ms-invocation-id"] = invocation;
        using var body = new MemoryStream();
        http.Response.Body = body;

        await HttpResults.Problem(Problem.NotFound("Nothing is here.")).ExecuteAsync(http);

        Assert.Equal(expected, JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("trace_id").GetString());
    }
}
