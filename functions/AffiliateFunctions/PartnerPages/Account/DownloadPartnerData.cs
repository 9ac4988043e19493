using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.Account;

/// <summary>The data that a program stores about a partner, as a file.</summary>
[Tags("Partner pages")]
public sealed class DownloadPartnerData(PartnerRequests requests, PartnerDataFile file)
{
    /// <inheritdoc cref="DownloadPartnerData"/>
    [Function(nameof(DownloadPartnerData))]
    [EndpointSummary("Downloads a signed-in partner's profile, counts, commissions, payouts and statements as JSON.")]
    [EndpointDescription("The file names no customer. Of payout details and tax forms it has a summary only.")]
    [ProducesResponseType<PartnerDataFile.Content>(StatusCodes.Status200OK)]
    [ProducesPages(404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "partner/{program}/data")] HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForPartnerAsync(
            request,
            program,
            account =>
            {
                request.HttpContext.Response.ProtectPage("default-src 'none'; frame-ancestors 'none'");
                return Task.FromResult(
                    Results.Stream(
                        body => file.WriteAsync(body, account, cancellationToken),
                        "application/json",
                        $"{account.Program.Slug}-{account.Partner.Id}.json"
                    )
                );
            },
            cancellationToken
        );
}
