using System.Net.Http.Headers;
using System.Text.Json;
using LocalHost.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LocalHost.Mail;

/// <summary>Takes mails as SendGrid does, and puts them in the outbox instead of sending them.</summary>
internal sealed class SendGridSink(OutboxStore outbox, TimeProvider clock) : ILocalEndpoints
{
    private static readonly JsonSerializerOptions SnakeCase = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/local/sendgrid/v3/mail/send", SendAsync);

    private async Task<IResult> SendAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var key) || key is not { Scheme: "Bearer", Parameter.Length: > 0 })
        {
            return Refused(StatusCodes.Status401Unauthorized, new MailSendError("The provided authorization grant is invalid, expired, or revoked", null));
        }

        MailSend? mail;
        try
        {
            mail = await JsonSerializer.DeserializeAsync<MailSend>(request.Body, SnakeCase, cancellationToken);
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
            : await KeepAsync(mail, request.HttpContext.Response, cancellationToken);
    }

    private async Task<IResult> KeepAsync(MailSend mail, HttpResponse response, CancellationToken cancellationToken)
    {
        var ids = mail.Personalizations!.Select(_ => OutboxStore.NewId()).ToList();
        foreach (var one in OutboxMail.Of(mail, ids, clock.GetUtcNow()))
        {
            if (!await outbox.TryAddAsync(one, cancellationToken))
            {
                return Refused(StatusCodes.Status413PayloadTooLarge, new MailSendError("The mail is too large for the local outbox, which keeps almost 1 MB compressed.", null));
            }
        }

        response.Headers["X-Message-Id"] = ids[0];
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private static IResult Refused(int status, params MailSendError[] errors) => Results.Json(new { errors }, SnakeCase, statusCode: status);
}
