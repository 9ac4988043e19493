using LocalHost.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LocalHost.Mail;

/// <summary>Shows the outbox: as pages at <c>/local/outbox</c>, as JSON at <c>/local/outbox.json</c>.</summary>
internal sealed class OutboxEndpoints(OutboxStore outbox) : ILocalEndpoints
{
    private const string Html = "text/html; charset=utf-8";

    // The HTML of an e-mail can be read and its links followed. Everything else is forbidden.
    private const string MailPolicy =
        "sandbox allow-top-navigation-by-user-activation; default-src 'none'; img-src data: https: http:; "
        + "style-src 'unsafe-inline'";

    private const string PagePolicy =
        "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/local/outbox.json", ListAsJsonAsync);
        routes.MapGet("/local/outbox", ListAsync);
        routes.MapGet(
            "/local/outbox/{id}",
            (string id, HttpResponse response, CancellationToken cancellationToken) =>
                ShowAsync(id, response, mail => Page(response, OutboxPages.Mail(mail), PagePolicy), cancellationToken)
        );
        routes.MapGet(
            "/local/outbox/{id}/html",
            (string id, HttpResponse response, CancellationToken cancellationToken) =>
                ShowAsync(id, response, mail => Page(response, OutboxPages.Body(mail), MailPolicy), cancellationToken)
        );
    }

    private async Task<IResult> ListAsJsonAsync(string? to, string? subject, CancellationToken cancellationToken) =>
        Results.Json(await FindAsync(to, subject, cancellationToken), MailJson.Options);

    private async Task<IResult> ListAsync(
        string? to,
        string? subject,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var mails = await FindAsync(to, subject, cancellationToken);
        return Page(response, OutboxPages.List(mails, to, subject), PagePolicy);
    }

    private async Task<List<OutboxMail>> FindAsync(string? to, string? subject, CancellationToken cancellationToken) =>
        [.. (await outbox.ListAsync(cancellationToken)).Where(mail => mail.Matches(to, subject))];

    private async Task<IResult> ShowAsync(
        string id,
        HttpResponse response,
        Func<OutboxMail, IResult> show,
        CancellationToken cancellationToken
    )
    {
        if (await outbox.FindAsync(id, cancellationToken) is { } mail)
        {
            return show(mail);
        }

        response.StatusCode = StatusCodes.Status404NotFound;
        return Page(response, OutboxPages.Missing, PagePolicy);
    }

    private static IResult Page(HttpResponse response, string html, string policy)
    {
        response.Headers.ContentSecurityPolicy = policy;
        response.Headers.XContentTypeOptions = "nosniff";
        return Results.Text(html, Html);
    }
}
