using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Settings;

/// <summary>Returns the payout settings in force, and those that wait for a decision.</summary>
[Tags("Cycles")]
public sealed class GetPayoutSettings(IPrograms programs, PayoutSettingsStore store)
{
    /// <inheritdoc cref="GetPayoutSettings"/>
    [Function(nameof(GetPayoutSettings))]
    [EndpointSummary("Returns the originators of the payment files, in force and pending.")]
    [EndpointDescription("Account numbers and company ids are cut to their last digits.")]
    [ProducesResponseType<PayoutSettingsStateAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/payout-settings")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
                HttpResults.Ok(PayoutSettingsStateAnswer.Of(await store.FindAsync(program.Slug, cancellationToken))),
            cancellationToken
        );
}
