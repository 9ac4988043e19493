using AffiliateFunctions.ConsolePages.Access;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.ConsolePages.SignIn;

/// <summary>Opens sessions of the console: by a function key, or for a person whom the platform has signed in.</summary>
[Tags("Console")]
public sealed class OpenConsole(
    ConsoleSignInPages pages,
    ConsoleSessions sessions,
    ConsoleAccess access,
    IOptions<ConsoleOptions> options
)
{
    /// <summary>Shows the ways to open the console. The page has no data of the app.</summary>
    [Function(nameof(StartConsole)), OpenConsoleRoute]
    [EndpointSummary("Shows the ways to open the console.")]
    [QueryParameter<string>("next", "The page of the console to open then, such as /console/programs/acme.")]
    [ProducesPages(200, 403)]
    public Task<IResult> StartConsole(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/start")] HttpRequest request
    ) => pages.StartAsync(request);

    /// <summary>Shows the button that opens the console by the key in the address. GET changes nothing.</summary>
    [Function(nameof(ShowConsoleKey)), OpenConsoleRoute]
    [EndpointSummary("Shows the button that opens the console by the function key of the request; changes nothing.")]
    [ProducesPages(200, 403)]
    public Task<IResult> ShowConsoleKey(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "console/sign-in")] HttpRequest request
    ) => pages.KeyAsync(request);

    /// <summary>Opens a session by a function key.</summary>
    [Function(nameof(OpenConsoleByKey)), OpenConsoleRoute]
    [EndpointSummary("Opens the console in this browser by the function key of the request, for twelve hours.")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The browser has a session.")]
    [ProducesPages(403)]
    public async Task<IResult> OpenConsoleByKey(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "console/sign-in")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!options.Value.IsForKeys)
        {
            return await pages.NoKeysAsync();
        }

        await sessions.OpenForKeyAsync(request, cancellationToken);
        return request.SeeOther(ConsolePaths.Home);
    }

    /// <summary>Opens a session for a person whom the platform has signed in.</summary>
    [Function(nameof(OpenConsoleForPerson)), OpenConsoleRoute]
    [EndpointSummary("Opens the console for a person whom the authentication of the platform has signed in.")]
    [Consumes(typeof(ConsoleSignInFields), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&next=%2Fconsole")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The browser has a session, or must sign in.")]
    [ProducesPages(403)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> OpenConsoleForPerson(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/sessions")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormFieldsAsync(cancellationToken);
        if (!fields.Succeeded)
        {
            return HttpResults.Problem(fields.Problem);
        }

        if (access.PersonOf(request) is not { } person)
        {
            return request.SeeOther(ConsolePaths.Start);
        }

        if (access.AddressOf(person) is not { } address)
        {
            return await pages.RefusedAsync(person);
        }

        if (!pages.HasTokenOf(address, fields.Value))
        {
            return request.SeeOther(ConsolePaths.Start);
        }

        await sessions.OpenForPersonAsync(request, person, address, cancellationToken);
        return request.SeeOther(ConsoleSignInPages.NextOf(fields.Value.GetValueOrDefault("next")));
    }
}

/// <summary>The fields of the form that opens the console.</summary>
/// <param name="FormToken">The token of the form.</param>
/// <param name="Next">The page to open then.</param>
public sealed record ConsoleSignInFields(string? FormToken = null, string? Next = null);
