using System.Globalization;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>
/// Sends a new link in place of one that was used or has expired. The e-mail goes to the address that the program
/// knows, whoever asks.
/// </summary>
[Tags("Partners")]
public sealed class RenewPayoutDetailsLink(
    PayeeService service,
    PayeePages pages,
    PayeeLinkLimits limits,
    IOptions<SiteOptions> site,
    TimeProvider clock
)
{
    /// <inheritdoc cref="RenewPayoutDetailsLink"/>
    [Function(nameof(RenewPayoutDetailsLink))]
    [EndpointSummary("Sends the partner a new link for its payout details.")]
    [EndpointDescription("The e-mail goes to the partner's address, at most three times a day.")]
    [ProducesPages(200, 400, 429)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payout-details/{token}/new-link")]
            HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if ((await service.OpenAsync(token, cancellationToken)).Payee is not { } payee)
        {
            return await pages.InvalidAsync();
        }

        if (limits.Refuse(payee.Partner.Id, CallerAddress.Of(request, site.Value.CallerAddress)) is { } refusal)
        {
            return await pages.LimitedAsync(refusal);
        }

        // Two clicks within a minute send one e-mail.
        var minute = clock.GetUtcNow().ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
        await orchestrations.AskForPayoutDetailsAsync(
            new PayoutDetailsRequest(payee.Program.Slug, payee.Partner.Id, $"renewed-{minute}"),
            cancellationToken
        );
        return await pages.RenewedAsync(payee);
    }
}
