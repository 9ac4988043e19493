using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace SampleFunctions.Http;

/// <summary>An order.</summary>
/// <param name="Customer">Who orders.</param>
/// <param name="Amount">How much.</param>
public sealed record Order(string Customer, int Amount);

/// <summary>HTTP functions of every shape.</summary>
public static class WebFunctions
{
    [Function(nameof(Ping))]
    public static IResult Ping(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ping")] HttpRequest request
    ) => Results.Text("pong");

    [Function(nameof(Caller))]
    public static IResult Caller(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "caller")] HttpRequest request
    ) => Results.Text($"{request.HttpContext.Connection.RemoteIpAddress} {request.Scheme} {request.Host}");

    [Function(nameof(Trace))]
    public static IResult Trace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "trace")] HttpRequest request,
        FunctionContext context
    ) => Results.Text(context.TraceContext.TraceParent);

    [Function(nameof(Invoked))]
    public static IResult Invoked(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "invocation")] HttpRequest request,
        FunctionContext context
    ) => Results.Text($"{context.InvocationId} {request.Headers["x-ms-invocation-id"]}");

    [Function(nameof(Echo))]
    public static async Task<IResult> Echo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "echo")] HttpRequest request,
        CancellationToken cancellationToken
    ) => Results.Json(await request.ReadFromJsonAsync<Order>(cancellationToken));

    [Function(nameof(Length))]
    public static async Task<IResult> Length(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "length")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var (length, buffer) = (0L, new byte[81_920]);
        while (await request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            length += read;
        }

        return Results.Text($"{length}");
    }

    [Function(nameof(Action))]
    public static IActionResult Action(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "action")] HttpRequest request
    ) => new StatusCodeResult(StatusCodes.Status202Accepted);

    [Function(nameof(Nothing))]
    public static async Task Nothing(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "nothing")] HttpRequest request
    )
    {
        await Task.Yield();
        request.HttpContext.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    [Function(nameof(Partner))]
    public static IResult Partner(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "programs/{slug}/partners/{id:int}")]
            HttpRequest request,
        string slug,
        FunctionContext context
    ) => Results.Text($"{slug}/{request.RouteValues["id"]}/{context.FunctionDefinition.Name}");

    [Function(nameof(Rest))]
    public static IResult Rest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files/{**path}")] HttpRequest request,
        string path
    ) => Results.Text(path);

    [Function(nameof(Keyed))]
    public static IResult Keyed(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "keyed")] HttpRequest request
    ) => Results.Text("open");

    [Function(nameof(Admin))]
    public static IResult Admin([HttpTrigger(AuthorizationLevel.Admin, Route = "master")] HttpRequest request) =>
        Results.Text("open");

    [Function(nameof(Fails))]
    public static IResult Fails(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fails")] HttpRequest request
    ) => throw new InvalidOperationException("the secret reason");

    [Function(nameof(Unrouted))]
    public static IResult Unrouted([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        Results.Text("by name");
}
