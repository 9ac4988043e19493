using System.Diagnostics;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>The pages of signing in and out.</summary>
public sealed class SignInPages(PageAnswers pages, IPrograms programs, FormTokens forms)
{
    /// <summary>The path of the form, and of the programs of a session.</summary>
    public const string Path = SiteOptions.PartnerPages;

    private static readonly NextPage AskAnew = new("To sign in,", "ask for a new link", Path);

    /// <summary>The form that asks for a link.</summary>
    /// <param name="request">The request, whose browser gets a cookie.</param>
    /// <param name="email">The entered address, or null.</param>
    /// <param name="error">What must be corrected, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IResult> FormAsync(
        HttpRequest request,
        string? email,
        string? error,
        CancellationToken cancellationToken
    )
    {
        var secret = PartnerCookies.EnsureBrowser(request);
        return await pages.AnswerAsync<SignInPage>(
            new SignInForm(forms.Of(secret), email, error) { Brand = await BrandAsync(cancellationToken) },
            error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );
    }

    /// <summary>The programs of a session.</summary>
    public Task<IResult> ProgramsAsync(IReadOnlyList<PartnerAccount> accounts) =>
        pages.AnswerAsync<PartnerProgramsPage>(
            new PartnerPrograms(
                [
                    .. accounts.Select(account => new NextPage(
                        account.Partner.Company,
                        account.Program.Name,
                        PartnerPaths.Overview(account.Program.Slug)
                    )),
                ],
                accounts[0].FormToken
            )
        );

    /// <summary>The page after a request for a link, whether the address is a partner's or not.</summary>
    public async Task<IResult> AskedAsync(string email, CancellationToken cancellationToken) =>
        await pages.StatusAsync(
            new StatusMessage(
                "Look into your mailbox",
                $"If {email} is the address of a partner, we have sent a link to it. Open the link in this browser "
                    + $"within {SignInLinks.Lifetime.TotalMinutes:0} minutes. An address receives at most "
                    + $"{MailboxAccess.MaxLinksPerHour} links in an hour.",
                StatusTone.Ok
            )
            {
                Brand = await BrandAsync(cancellationToken),
                Next = new NextPage("No e-mail?", "Check the address and ask again", Path),
            }
        );

    /// <summary>The page for a network that has asked too often.</summary>
    public Task<IResult> LimitedAsync() =>
        pages.StatusAsync(
            new StatusMessage(
                "No link at present",
                "Too many requests came from this network. Ask again in an hour.",
                StatusTone.Warning
            ),
            StatusCodes.Status429TooManyRequests
        );

    /// <summary>The page of a link.</summary>
    /// <param name="result">The state of the link.</param>
    /// <param name="token">The token of the link.</param>
    /// <param name="browser">The secret of the browser, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IResult> LinkAsync(
        SignInResult result,
        string token,
        string? browser,
        CancellationToken cancellationToken
    )
    {
        if (result == SignInResult.Open && browser is not null)
        {
            return await pages.AnswerAsync<ConfirmPage>(
                new Confirmation(
                    await BrandAsync(cancellationToken),
                    "Sign in",
                    "Press the button to open your partner page in this browser. You stay signed in for "
                        + $"{PartnerSession.Lifetime.Days} days, or until you sign out.",
                    "Sign in",
                    SignInLinks.PathOf(token)
                )
                {
                    Hidden = new Dictionary<string, string> { [FormTokens.Field] = forms.Of(browser) },
                }
            );
        }

        var (title, text, status) = TextOf(result);
        return await pages.StatusAsync(
            new StatusMessage(title, text, StatusTone.Warning)
            {
                Brand = await BrandAsync(cancellationToken),
                Next = AskAnew,
            },
            status
        );
    }

    /// <summary>The page after signing out.</summary>
    /// <param name="isEverywhere">Whether the sessions of all browsers have ended.</param>
    public Task<IResult> SignedOutAsync(bool isEverywhere) =>
        pages.StatusAsync(
            new StatusMessage(
                "You are signed out",
                isEverywhere
                    ? "No browser shows your partner page any more."
                    : "This browser no longer shows your partner page.",
                StatusTone.Ok
            )
            {
                Next = AskAnew,
            }
        );

    private static (string Title, string Text, int Status) TextOf(SignInResult result) =>
        result switch
        {
            SignInResult.Expired => (
                "This link has expired",
                $"For your safety a link works for {SignInLinks.Lifetime.TotalMinutes:0} minutes.",
                StatusCodes.Status410Gone
            ),
            SignInResult.Used => (
                "This link has been used",
                "For your safety a link works once.",
                StatusCodes.Status409Conflict
            ),
            SignInResult.OtherBrowser or SignInResult.Open => (
                "Open this link in the other browser",
                "For your safety a link works only in the browser in which it was asked for, with its cookies. Copy "
                    + "the link from the e-mail to that browser, or ask for a link in this one.",
                StatusCodes.Status403Forbidden
            ),
            SignInResult.Invalid => (
                "This link does not work",
                "The link is incomplete. Open the link in the latest e-mail, or copy the complete link.",
                StatusCodes.Status400BadRequest
            ),
            _ => throw new UnreachableException($"No page for {result}."),
        };

    // Before a partner is known, the page has the brand of the app's only program.
    private async Task<Brand?> BrandAsync(CancellationToken cancellationToken)
    {
        var first = await programs.ListAsync(cancellationToken).Take(2).ToListAsync(cancellationToken);
        return first is [var only] ? only.Brand() : null;
    }
}
