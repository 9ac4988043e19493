using System.Collections.Concurrent;
using System.Reflection;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Primitives;

namespace AffiliateFunctions.ConsolePages.Access;

/// <summary>
/// Guards every function below <c>/console</c>: without a session no such function runs, and a form runs only with the
/// token of its session. Audit records of the rest of the request name the signed-in person.
/// </summary>
internal sealed class GuardConsole(ConsoleSessions sessions, FormTokens forms, Callers callers, PageAnswers pages)
    : IFunctionsWorkerMiddleware
{
    private const string Root = "console";

    // A form can name some hundred selected rows.
    private const int MaxForm = 256 * 1024;

    private static readonly Dictionary<string, StringValues> NoFields = [];

    private readonly ConcurrentDictionary<string, bool> guarded = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (
            context.GetHttpContext() is not { } http
            || !guarded.GetOrAdd(context.FunctionDefinition.EntryPoint, IsGuarded)
        )
        {
            await next(context);
            return;
        }

        var (visit, refusal) = await AdmitAsync(http.Request, http.RequestAborted);
        if (visit is null)
        {
            await refusal!.ExecuteAsync(http);
            return;
        }

        http.Features.Set(visit);
        callers.EnterPerson(visit.Person);
        await next(context);
    }

    /// <summary>Whether the function of an entry point is guarded.</summary>
    internal static bool IsGuarded(string entryPoint) =>
        FunctionMethod.Find(entryPoint) is { } method
        && FunctionMethod.HttpTriggerOf(method) is { Route: { } route }
        && (route == Root || route.StartsWith($"{Root}/", StringComparison.OrdinalIgnoreCase))
        && method.GetCustomAttribute<OpenConsoleRouteAttribute>() is null;

    private async Task<(ConsoleVisit? Visit, IResult? Refusal)> AdmitAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        // The form of a browser without a session is not read.
        var isForm = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        if (await sessions.FindAsync(request, cancellationToken) is not var (session, secret, addresses))
        {
            return (null, SignIn(request, isForm));
        }

        var fields = isForm ? await request.ReadFormValuesAsync(MaxForm, cancellationToken) : Result.Of(NoFields);
        if (!fields.Succeeded)
        {
            return (null, HttpResults.Problem(fields.Problem));
        }

        var token = fields.Value.GetValueOrDefault(FormTokens.Field).LastOrDefault() ?? string.Empty;
        return !isForm || forms.IsOf(secret, new Dictionary<string, string> { [FormTokens.Field] = token })
            ? (new ConsoleVisit(session, forms.Of(secret), fields.Value) { Addresses = addresses }, null)
            : (null, await OutdatedFormAsync());
    }

    // A page is opened again after the sign-in; a form must be sent again by the person.
    private static IResult SignIn(HttpRequest request, bool isForm) =>
        request.SeeOther(
            isForm || request.Path == ConsolePaths.Home
                ? ConsolePaths.Start
                : $"{ConsolePaths.Start}?next={Uri.EscapeDataString(request.Path)}"
        );

    private Task<IResult> OutdatedFormAsync() =>
        pages.StatusAsync(
            new StatusMessage(
                "Please try again",
                "This form is out of date, and nothing was done. Open the page again and press the button there.",
                StatusTone.Warning
            )
            {
                Next = new NextPage("Go to", "the console", ConsolePaths.Home),
            },
            StatusCodes.Status400BadRequest
        );
}
