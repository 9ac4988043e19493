using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The page behind an applicant's link. GET shows and changes nothing, POST confirms.</summary>
internal sealed class ConfirmAddress(ConfirmationDesk desk, OnboardingPages pages, OpenRoutes routes)
{
    [Function(nameof(ShowConfirmation))]
    public async Task<IResult> ShowConfirmation(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "verify/{token}")] HttpRequest request,
        string token,
        CancellationToken cancellationToken)
        => routes.Refuse(request) is { } refusal
            ? Answer.Problem(refusal)
            : await pages.ConfirmationAsync(await desk.OpenAsync(token, cancellationToken), cancellationToken);

    [Function(nameof(ConfirmAddress))]
    public async Task<IResult> Confirm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "verify/{token}")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken)
        => routes.Refuse(request) is { } refusal
            ? Answer.Problem(refusal)
            : await pages.ConfirmationAsync(await desk.ConfirmAsync(token, orchestrations, cancellationToken), cancellationToken);
}
