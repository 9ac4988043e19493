using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
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
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status400BadRequest, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status409Conflict, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status410Gone, "text/html")]
    public async Task<IResult> ShowWithdrawal(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "withdraw/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) => await pages.WithdrawalAsync(await service.OpenAsync(token, cancellationToken), token, cancellationToken);

    /// <summary>Withdraws the application.</summary>
    [Function(nameof(WithdrawApplication))]
    [EndpointSummary("Withdraws the application; the person who was asked to decide is told.")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status400BadRequest, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status409Conflict, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status410Gone, "text/html")]
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
