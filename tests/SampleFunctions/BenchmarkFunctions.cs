using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace SampleFunctions;

/// <summary>Functions that do next to nothing, so that a benchmark measures the way to them.</summary>
public static class BenchmarkFunctions
{
    private static long messages;

    /// <summary>How many messages <see cref="TakeEmpty"/> has got.</summary>
    public static long Messages => Interlocked.Read(ref messages);

    [Function(nameof(Redirect))]
    public static IResult Redirect(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "r/{code}")] HttpRequest request,
        string code,
        CancellationToken cancellationToken
    ) => Results.Redirect("https://www.example.com/");

    [Function(nameof(Accept))]
    public static async Task<IResult> Accept(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/track/{type}")]
            HttpRequest request,
        string slug,
        string type,
        CancellationToken cancellationToken
    )
    {
        await request.Body.CopyToAsync(Stream.Null, cancellationToken);
        return Results.Accepted();
    }

    [Function(nameof(TakeEmpty))]
    public static void TakeEmpty([QueueTrigger("empty")] byte[] message) => Interlocked.Increment(ref messages);

    [Function(nameof(DoNothing))]
    public static int DoNothing([ActivityTrigger] int number) => number;

    [Function(nameof(OneActivity))]
    public static Task OneActivity([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<int>(nameof(DoNothing), 1);

    [Function(nameof(TenActivities))]
    public static async Task TenActivities([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        for (var number = 0; number < 10; number++)
        {
            await context.CallActivityAsync<int>(nameof(DoNothing), number);
        }
    }

    [Function(nameof(HundredAtOnce))]
    public static Task HundredAtOnce([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Task.WhenAll(
            Enumerable.Range(0, 100).Select(number => context.CallActivityAsync<int>(nameof(DoNothing), number))
        );
}
