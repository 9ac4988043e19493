using System.Text.RegularExpressions;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.ConsolePages.Access;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.ConsolePages.SignIn;

/// <summary>The pages on which the console is opened.</summary>
public sealed partial class ConsoleSignInPages(
    PageAnswers pages,
    ConsoleAccess access,
    FormTokens forms,
    IOptions<ConsoleOptions> options
)
{
    private const string Advice =
        "The setting Console__SignIn names the ways: function_key on a laptop, easy_auth where the platform's "
        + "authentication is switched on, or both separated by a comma.";

    /// <summary>The page for a browser without a session.</summary>
    public Task<IResult> StartAsync(HttpRequest request)
    {
        var next = NextOf(request.Query["next"]);
        var settings = options.Value;
        if (!settings.IsForKeys && !settings.IsForPersons)
        {
            return ShowAsync(
                new ConsoleSignIn { Title = "The console is switched off", Paragraphs = [Advice] },
                StatusCodes.Status403Forbidden
            );
        }

        var page = new ConsoleSignIn
        {
            Key = settings.IsForKeys ? new KeyForm(ConsolePaths.SignIn, next) : null,
            Paragraphs = settings.IsForKeys
                ?
                [
                    "Enter a function key of the app. The browser then stays signed in for "
                        + $"{ConsoleSession.Lifetime.TotalHours:0} hours, and the key is not stored.",
                ]
                : [],
            Links =
                next == ConsolePaths.Home ? [] : [new ConsoleLink("You are signed in already? Open the page", next)],
        };
        return settings.IsForPersons ? ForPersonAsync(request, page, next) : ShowAsync(page);
    }

    /// <summary>The page with the button that opens a session for the key in the address.</summary>
    public Task<IResult> KeyAsync(HttpRequest request)
    {
        // The platform takes the first value of a repeated parameter.
        var key = request.Query["code"].FirstOrDefault() ?? string.Empty;
        return options.Value.IsForKeys
            ? ShowAsync(
                new ConsoleSignIn
                {
                    Title = "Open the console",
                    Paragraphs =
                    [
                        "The key is right. Press the button to open the console in this browser for "
                            + $"{ConsoleSession.Lifetime.TotalHours:0} hours.",
                    ],
                    Continue = new ConsoleForm(
                        $"{ConsolePaths.SignIn}?code={Uri.EscapeDataString(key)}",
                        "Open the console"
                    ),
                }
            )
            : NoKeysAsync();
    }

    /// <summary>The page for a key where the settings allow none.</summary>
    public Task<IResult> NoKeysAsync() =>
        ShowAsync(
            new ConsoleSignIn { Title = "The console takes no function keys", Paragraphs = [Advice] },
            StatusCodes.Status403Forbidden
        );

    /// <summary>The page for a person to whom the console is not open.</summary>
    public Task<IResult> RefusedAsync(SignedInPerson person) =>
        ShowAsync(
            new ConsoleSignIn
            {
                Title = "The console is not open to you",
                Paragraphs =
                [
                    $"You are signed in as {string.Join(", ", person.Addresses)}. The settings Console__Addresses and "
                        + "Console__Groups name the persons to whom the console is open; ask whoever runs the app.",
                ],
                Links =
                [
                    new ConsoleLink("Sign in as somebody else", ApprovalSignIns.SignOutAddress(ConsolePaths.Home)),
                ],
            },
            StatusCodes.Status403Forbidden
        );

    /// <summary>The page after the session has ended.</summary>
    /// <param name="isEverywhere">Whether the sessions of all browsers have ended.</param>
    public Task<IResult> SignedOutAsync(bool isEverywhere) =>
        ShowAsync(
            new ConsoleSignIn
            {
                Title = "You are signed out",
                Paragraphs =
                [
                    isEverywhere
                        ? "No browser shows the console in your name any more."
                        : "This browser no longer shows the console.",
                ],
                Links =
                [
                    new ConsoleLink("Sign in again", ConsolePaths.Home),
                    .. options.Value.IsForPersons
                        ? [new ConsoleLink("Sign out of the company account too", ApprovalSignIns.SignOutAddress("/"))]
                        : Array.Empty<ConsoleLink>(),
                ],
            }
        );

    /// <summary>The token of the button that opens a session for the person with this address.</summary>
    internal string TokenOf(string address) => forms.Of($"console:{address}");

    /// <summary>Whether the fields have the token of that button.</summary>
    internal bool HasTokenOf(string address, IReadOnlyDictionary<string, string> fields) =>
        forms.IsOf($"console:{address}", fields);

    /// <summary>The page to open after the sign-in: a path of the console, whatever the query says.</summary>
    internal static string NextOf(string? text) => text is not null && Page().IsMatch(text) ? text : ConsolePaths.Home;

    private Task<IResult> ForPersonAsync(HttpRequest request, ConsoleSignIn page, string next)
    {
        if (access.PersonOf(request) is not { } person)
        {
            return ShowAsync(
                page with
                {
                    Links =
                    [
                        new ConsoleLink("Sign in with your company account", ApprovalSignIns.SignInAddress(next)),
                        .. page.Links,
                    ],
                }
            );
        }

        if (access.AddressOf(person) is not { } address)
        {
            return RefusedAsync(person);
        }

        return ShowAsync(
            page with
            {
                Paragraphs = [$"You are signed in as {address}.", .. page.Paragraphs],
                Continue = new ConsoleForm(ConsolePaths.Sessions, "Open the console")
                {
                    Hidden = new Dictionary<string, string> { [FormTokens.Field] = TokenOf(address), ["next"] = next },
                },
            }
        );
    }

    private Task<IResult> ShowAsync(ConsoleSignIn page, int status = StatusCodes.Status200OK) =>
        pages.AnswerAsync<ConsoleSignInPage>(page, status);

    [GeneratedRegex(@"^/console(/[A-Za-z0-9_:@-][A-Za-z0-9_.:@-]*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Page();
}
