using LocalHost.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LocalHost.Clock;

/// <summary><c>GET /local/clock</c> returns the app's time, <c>POST</c> moves it forward.</summary>
internal sealed class ClockEndpoints(LocalClock clock) : ILocalEndpoints
{
    private const string Title = "The clock cannot be moved this way.";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/local/clock", () => Now(clock.GetUtcNow()));
        routes.MapPost("/local/clock", MoveAsync);
    }

    private async Task<IResult> MoveAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        if (!ClockMove.TryRead(await reader.ReadToEndAsync(cancellationToken), out var move, out var problem))
        {
            return PlainProblem.Of(StatusCodes.Status400BadRequest, Title, problem);
        }

        if (move.By == TimeSpan.Zero)
        {
            // The clock does not move; the request only waits until all started work has ended. This works for any app.
            await clock.WhenIdleAsync(cancellationToken);
            return Now(clock.GetUtcNow());
        }

        if (!clock.IsDriven)
        {
            return PlainProblem.Of(StatusCodes.Status409Conflict, Title, LocalClock.NotDriven);
        }

        try
        {
            return Now(await clock.MoveAsync(move, cancellationToken));
        }
        catch (ClockMoveException refused)
        {
            return PlainProblem.Of(StatusCodes.Status400BadRequest, Title, refused.Message);
        }
    }

    private static IResult Now(DateTimeOffset now) => Results.Json(new { now = now.UtcDateTime });
}
