using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The page behind an applicant's link. GET shows and changes nothing, POST confirms.</summary>
public sealed class ConfirmAddress(ConfirmationDesk desk, OnboardingPages pages, OpenRoutes routes)
{
    /// <summary>Shows what is to be confirmed; a GET changes nothing.</summary>
    [Function(nameof(ShowConfirmation))]
    public async Task<IResult> ShowConfirmation(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "verify/{token}")] HttpRequest request,
        string token,
        CancellationToken cancellationToken)
        => routes.Refuse(request) is { } refusal
            ? Answer.Problem(refusal)
            : await pages.ConfirmationAsync(await desk.OpenAsync(token, cancellationToken), token, cancellationToken);

    /// <summary>Confirms the address, or accepts the terms.</summary>
    [Function(nameof(ConfirmAddress))]
    public async Task<IResult> Confirm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "verify/{token}")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken)
        => routes.Refuse(request) is { } refusal
            ? Answer.Problem(refusal)
            : await pages.ConfirmationAsync(await desk.ConfirmAsync(token, orchestrations, cancellationToken), token, cancellationToken);
}
