using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.PartnerPages.SignIn;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.PartnerPages;

/// <summary>
/// Answers requests to the partners' pages: a request without a session leads to the form that asks for a link, and the
/// page of another partner does not exist.
/// </summary>
public sealed class PartnerRequests(PartnerSessions sessions, PageAnswers pages, FormTokens forms)
{
    /// <summary>Answers a request for a page of a program's partner.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slug">The program.</param>
    /// <param name="answer">Makes the page of the partner.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IResult> ForPartnerAsync(
        HttpRequest request,
        string slug,
        Func<PartnerAccount, Task<IResult>> answer,
        CancellationToken cancellationToken
    ) =>
        await sessions.FindAsync(request, cancellationToken) is not { } session ? SignIn(request)
        : await sessions.FindPartnerAsync(session, slug, cancellationToken) is { } account ? await answer(account)
        : await NotFoundAsync();

    /// <summary>Answers a form of a session.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">Carries the form out.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<IResult> ForFormAsync(
        HttpRequest request,
        Func<SignedIn, Task<IResult>> answer,
        CancellationToken cancellationToken
    ) => ForFormAsync(request, (session, _) => answer(session), cancellationToken);

    /// <summary>Answers a form on a page of a program's partner.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slug">The program.</param>
    /// <param name="answer">Carries the form out.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<IResult> ForFormAsync(
        HttpRequest request,
        string slug,
        Func<PartnerAccount, Task<IResult>> answer,
        CancellationToken cancellationToken
    ) => ForFormAsync(request, slug, (account, _) => answer(account), cancellationToken);

    /// <summary>Answers a form with fields on a page of a program's partner.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slug">The program.</param>
    /// <param name="answer">Carries the fields of the form out.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<IResult> ForFormAsync(
        HttpRequest request,
        string slug,
        Func<PartnerAccount, IReadOnlyDictionary<string, string>, Task<IResult>> answer,
        CancellationToken cancellationToken
    ) =>
        ForFormAsync(
            request,
            async (session, fields) =>
                await sessions.FindPartnerAsync(session, slug, cancellationToken) is { } account
                    ? await answer(account, fields)
                    : await NotFoundAsync(),
            cancellationToken
        );

    private async Task<IResult> ForFormAsync(
        HttpRequest request,
        Func<SignedIn, IReadOnlyDictionary<string, string>, Task<IResult>> answer,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormFieldsAsync(cancellationToken);
        return !fields.Succeeded ? HttpResults.Problem(fields.Problem)
            : await sessions.FindAsync(request, cancellationToken) is not { } session ? SignIn(request)
            : forms.IsOf(session.Secret, fields.Value) ? await answer(session, fields.Value)
            : await OutdatedFormAsync();
    }

    /// <summary>The page of something that the partner does not have.</summary>
    public Task<IResult> NotFoundAsync() =>
        pages.StatusAsync(
            new StatusMessage("No such page", "Your partner page has nothing at this address.", StatusTone.Warning)
            {
                Next = new NextPage("Go to", "your partner page", SignInPages.Path),
            },
            StatusCodes.Status404NotFound
        );

    // A form is outdated if the browser has signed in again since the form was shown.
    private Task<IResult> OutdatedFormAsync() =>
        pages.StatusAsync(
            new StatusMessage(
                "Please try again",
                "This form is out of date, and nothing was done. Open the page again and press the button there.",
                StatusTone.Warning
            )
            {
                Next = new NextPage("Go to", "your partner page", SignInPages.Path),
            },
            StatusCodes.Status400BadRequest
        );

    /// <summary>Leads the browser to another page of the app by a GET request.</summary>
    internal static IResult SeeOther(HttpRequest request, string path) => request.SeeOther(path);

    private static IResult SignIn(HttpRequest request) => SeeOther(request, SignInPages.Path);
}
