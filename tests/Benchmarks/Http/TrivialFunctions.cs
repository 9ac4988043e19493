using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Benchmarks.Http;

internal sealed record Order(string Customer, int Amount);

/// <summary>Functions that do next to nothing, so that what is measured is the way to them.</summary>
internal static class TrivialFunctions
{
    [Function(nameof(Ping))]
    public static string Ping([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ping")] HttpRequest request) => "pong";

    [Function(nameof(Keyed))]
    public static string Keyed([HttpTrigger(AuthorizationLevel.Function, "get", Route = "keyed")] HttpRequest request) => "pong";

    [Function(nameof(Orders))]
    public static async Task<IResult> Orders(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders")] HttpRequest request, CancellationToken cancellationToken)
    {
        var order = await request.ReadFromJsonAsync<Order>(cancellationToken);
        return Results.Ok(order! with { Amount = order.Amount + 1 });
    }
}
