using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Tracking.Webhooks;

/// <summary>Takes the signed webhooks of billing systems, shops and CRMs.</summary>
public sealed class ReceiveWebhook(IPrograms programs, TakeWebhook take, OpenRoutes routes, IOptions<SiteOptions> site)
{
    private const int Limit = 1024 * 1024;

    /// <inheritdoc cref="ReceiveWebhook"/>
    [Function(nameof(ReceiveWebhook))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{slug}/{provider}")] HttpRequest request,
        string slug,
        string provider,
        CancellationToken cancellationToken)
    {
        if (routes.RefuseWebhook(request) is { } refusal)
        {
            return Answer.Problem(refusal);
        }

        if (take.Find(provider) is not { } known)
        {
            return Answer.Problem(Problem.NotFound($"There are no webhooks of '{provider}' here; there are those of {take.Names}."));
        }

        var program = await programs.RequireAsync(slug, cancellationToken);
        var body = await program.ThenAsync(_ => request.ReadBytesAsync(Limit, cancellationToken));
        var results = await body.ThenAsync(bytes => take.FromAsync(
            known, program.Value!, new SignedRequest(request.Method, site.Value.Address($"{request.Path}{request.QueryString}"), request.Headers, bytes), cancellationToken));
        return results.Match(WebhookResult.Answer);
    }
}
