using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The page of an applicant's link. GET shows the page and changes nothing; POST confirms.</summary>
[Tags("Onboarding")]
public sealed class ConfirmAddress(ConfirmationService service, OnboardingPages pages, IOptions<SiteOptions> site)
{
    /// <summary>Shows what the link confirms. GET changes nothing.</summary>
    [Function(nameof(ShowConfirmation))]
    [EndpointSummary("Shows what the link in an e-mail to an applicant confirms; changes nothing.")]
    [ProducesPages(200, 400, 409, 410)]
    public async Task<IResult> ShowConfirmation(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "verify/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) => await pages.ConfirmationAsync(await service.OpenAsync(token, cancellationToken), token, cancellationToken);

    /// <summary>Confirms the address, or accepts the terms.</summary>
    [Function(nameof(ConfirmAddress))]
    [EndpointSummary("Confirms the address, or accepts the terms.")]
    [ProducesPages(200, 400, 409, 410)]
    public async Task<IResult> Confirm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "verify/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        await pages.ConfirmationAsync(
            await service.ConfirmAsync(
                token,
                orchestrations,
                CallerAddress.Of(request, site.Value.CallerAddress),
                cancellationToken
            ),
            token,
            cancellationToken
        );
}
