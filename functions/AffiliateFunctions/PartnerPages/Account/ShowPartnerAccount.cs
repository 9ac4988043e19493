using Affiliate.Domain.Identity;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.Account;

/// <summary>The data of a partner: how it is paid, its links and coupons, and the terms that it has accepted.</summary>
[Tags("Partner pages")]
public sealed class ShowPartnerAccount(
    PartnerRequests requests,
    ITermsReferences terms,
    ILinkFigures figures,
    AccountText texts,
    PageAnswers pages
)
{
    /// <inheritdoc cref="ShowPartnerAccount"/>
    [Function(nameof(ShowPartnerAccount))]
    [EndpointSummary("Shows a signed-in partner its data, payout details, tax form, links, coupons and terms.")]
    [EndpointDescription("Of payout details and tax forms the page shows a summary only.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "partner/{program}/account")] HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForPartnerAsync(
            request,
            program,
            async account =>
                await pages.AnswerAsync<PartnerTablesPage>(
                    texts.Of(
                        account,
                        await figures.OfAsync(account.Program.Slug, account.Partner.Id, cancellationToken),
                        await terms.ListAsync(account.Program.Slug, cancellationToken)
                    )
                ),
            cancellationToken
        );
}
