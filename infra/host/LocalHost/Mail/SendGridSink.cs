using System.Net.Http.Headers;
using System.Text.Json;
using LocalHost.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LocalHost.Mail;

/// <summary>Accepts e-mails as SendGrid does, and stores them in the outbox instead of sending them.</summary>
internal sealed class SendGridSink(OutboxStore outbox, TimeProvider clock) : ILocalEndpoints
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/local/sendgrid/v3/mail/send", SendAsync);

    private async Task<IResult> SendAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (
            !AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var key)
            || key is not { Scheme: "Bearer", Parameter.Length: > 0 }
        )
        {
            return Refused(
                StatusCodes.Status401Unauthorized,
                new MailSendError("The provided authorization grant is invalid, expired, or revoked", null)
            );
        }

        MailSend? mail;
        try
        {
            mail = await JsonSerializer.DeserializeAsync<MailSend>(request.Body, MailJson.Options, cancellationToken);
        }
        catch (JsonException)
        {
            mail = null;
        }

        if (mail is null)
        {
            return Refused(StatusCodes.Status400BadRequest, new MailSendError("Bad Request", null));
        }

        return MailSendCheck.Errors(mail) is { Count: > 0 } errors
            ? Refused(StatusCodes.Status400BadRequest, [.. errors])
            : await StoreAsync(mail, request.HttpContext.Response, cancellationToken);
    }

    private async Task<IResult> StoreAsync(MailSend mail, HttpResponse response, CancellationToken cancellationToken)
    {
        var ids = mail.Personalizations!.Select(_ => OutboxStore.NewId()).ToList();
        foreach (var stored in OutboxMail.Of(mail, ids, clock.GetUtcNow()))
        {
            if (!await outbox.TryAddAsync(stored, cancellationToken))
            {
                return Refused(
                    StatusCodes.Status413PayloadTooLarge,
                    new MailSendError(
                        "The e-mail is larger than the local outbox accepts: almost 1 MB compressed.",
                        null
                    )
                );
            }
        }

        response.Headers["X-Message-Id"] = ids[0];
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private static IResult Refused(int status, params MailSendError[] errors) =>
        Results.Json(new { errors }, MailJson.Options, statusCode: status);
}
