using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>
/// The page of a link that confirms or discards a change of payout details. GET shows the page and changes nothing.
/// </summary>
[Tags("Partners")]
public sealed class ConfirmPayoutChange(PayoutChangeService service, PayoutChangePages pages)
{
    /// <summary>Shows the old and the new details. GET changes nothing.</summary>
    [Function(nameof(ShowPayoutChange))]
    [EndpointSummary("Shows a change of payout details that a link confirms or discards; changes nothing.")]
    [ProducesPages(200, 400, 409, 410)]
    public async Task<IResult> ShowPayoutChange(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "payout-changes/{token}")]
            HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) => await pages.AnswerAsync(await service.OpenAsync(token, cancellationToken), token);

    /// <summary>Confirms or discards the change, as the link says.</summary>
    [Function(nameof(ConfirmPayoutChange))]
    [EndpointSummary("Confirms or discards a change of payout details, as the link says.")]
    [EndpointDescription(
        "A confirmed change gets no payout for three days. A discarded change is reported to finance."
    )]
    [ProducesPages(200, 400, 409, 410)]
    public async Task<IResult> Confirm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payout-changes/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) => await pages.AnswerAsync(await service.DecideAsync(token, orchestrations, cancellationToken), token);
}
