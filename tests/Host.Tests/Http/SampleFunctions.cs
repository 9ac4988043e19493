using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LocalHost.Tests.Http;

public sealed record Order(string Customer, int Amount);

public sealed class SampleFunctions(SampleService service)
{
    [Function(nameof(Text))]
    public string Text([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "text")] HttpRequest request) => service.Greet(request.Method);

    [Function(nameof(Trace))]
    public static string Trace([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "trace")] HttpRequest request, FunctionContext context) =>
        context.TraceContext.TraceParent;

    [Function(nameof(Json))]
    public static Task<Order> Json([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "json")] HttpRequest request) =>
        Task.FromResult(new Order(request.Query["customer"].ToString(), 12));

    [Function(nameof(Echo))]
    public static async Task<IResult> Echo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "echo")] HttpRequest request, CancellationToken cancellationToken) =>
        Results.Ok(await request.ReadFromJsonAsync<Order>(cancellationToken));

    [Function(nameof(Action))]
    public static IActionResult Action([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "action")] HttpRequest request) =>
        new StatusCodeResult(StatusCodes.Status202Accepted);

    [Function(nameof(Nothing))]
    public static async ValueTask Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "nothing")] HttpRequest request)
    {
        await Task.Yield();
        request.HttpContext.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    [Function(nameof(Partner))]
    public static string Partner(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "programs/{slug}/partners/{id:int}")] HttpRequest request,
        string slug,
        FunctionContext context) =>
        $"{slug}/{request.RouteValues["id"]}/{context.FunctionDefinition.Name}/{ReferenceEquals(context.GetHttpContext(), request.HttpContext)}";

    [Function(nameof(Rest))]
    public static string Rest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files/{**path}")] HttpRequest request, string path) => path;

    [Function(nameof(Keyed))]
    public static string Keyed([HttpTrigger(AuthorizationLevel.Function, "get", Route = "keyed")] HttpRequest request) => "open";

    [Function(nameof(Admin))]
    public static string Admin([HttpTrigger(AuthorizationLevel.Admin, Route = "master")] HttpRequest request) => "open";

    [Function(nameof(Fails))]
    public static string Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fails")] HttpRequest request) =>
        throw new InvalidOperationException("the secret reason");

    [Function(nameof(Unrouted))]
    public static string Unrouted([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => "by name";
}

public sealed class SampleService
{
    private readonly string _greeting = "hello";

    public string Greet(string method) => $"{_greeting} {method}";
}
