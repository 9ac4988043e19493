using AffiliateFunctions.ConsolePages.Access;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.SignIn;

/// <summary>Ends sessions of the console.</summary>
[Tags("Console")]
public sealed class LeaveConsole(ConsoleSessions sessions, ConsoleSignInPages pages)
{
    /// <summary>Ends the session of this browser.</summary>
    [Function(nameof(LeaveConsole))]
    [EndpointSummary("Ends the session of the console in this browser.")]
    [Consumes(typeof(ConsoleTokenField), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b")]
    [ProducesPages(200, 400)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    [ProducesProblems(413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/sign-out")] HttpRequest request,
        CancellationToken cancellationToken
    ) => EndAsync(request, isEverywhere: false, cancellationToken);

    /// <summary>Ends the sessions of the same person, or of the same key, in all browsers.</summary>
    [Function(nameof(LeaveConsoleEverywhere))]
    [EndpointSummary("Ends the sessions of the console of the same person or key in all browsers.")]
    [Consumes(typeof(ConsoleTokenField), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b")]
    [ProducesPages(200, 400)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    [ProducesProblems(413, 415)]
    public Task<IResult> LeaveConsoleEverywhere(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/sign-out/everywhere")] HttpRequest request,
        CancellationToken cancellationToken
    ) => EndAsync(request, isEverywhere: true, cancellationToken);

    private async Task<IResult> EndAsync(HttpRequest request, bool isEverywhere, CancellationToken cancellationToken)
    {
        await sessions.EndAsync(request, ConsoleVisit.Of(request), isEverywhere, cancellationToken);
        return await pages.SignedOutAsync(isEverywhere);
    }
}

/// <summary>The fields of a form of the console with a button only.</summary>
/// <param name="FormToken">The token of the form.</param>
public sealed record ConsoleTokenField(string? FormToken = null);
