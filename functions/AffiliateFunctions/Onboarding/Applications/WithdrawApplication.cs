using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The page by which an applicant withdraws. GET shows the page and changes nothing; POST withdraws.</summary>
[Tags("Onboarding")]
public sealed class WithdrawApplication(WithdrawalService service, ApplicantPages pages)
{
    /// <summary>Shows the button that withdraws. GET changes nothing.</summary>
    [Function(nameof(ShowWithdrawal))]
    [EndpointSummary("Shows the button by which an applicant withdraws; changes nothing.")]
    [ProducesPages(200, 400, 409, 410)]
    public async Task<IResult> ShowWithdrawal(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "withdraw/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) => await pages.WithdrawalAsync(await service.OpenAsync(token, cancellationToken), token, cancellationToken);

    /// <summary>Withdraws the application.</summary>
    [Function(nameof(WithdrawApplication))]
    [EndpointSummary("Withdraws the application; the person who was asked to decide is told.")]
    [ProducesPages(200, 400, 409, 410)]
    public async Task<IResult> Withdraw(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "withdraw/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        await pages.WithdrawalAsync(
            await service.WithdrawAsync(token, orchestrations, cancellationToken),
            token,
            cancellationToken
        );
}
