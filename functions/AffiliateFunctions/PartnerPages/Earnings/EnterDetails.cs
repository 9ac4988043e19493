using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.Earnings;

/// <summary>
/// Leads a signed-in partner to the pages on which it enters payout details and submits a tax form, by the same kind of
/// link that e-mails have, which works for an hour. Changes of payout details are still confirmed by e-mail.
/// </summary>
[Tags("Partner pages")]
public sealed class EnterDetails(PartnerRequests requests, PayoutDetailsLinks links)
{
    /// <summary>Leads to the page for payout details.</summary>
    [Function(nameof(EnterPartnerPayoutDetails))]
    [EndpointSummary("Leads a signed-in partner to the page on which it enters its payout details.")]
    [EndpointDescription("The page is reached by a link that works once and for an hour.")]
    [Consumes(typeof(FormTokenField), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The page, or the form to sign in.")]
    [ProducesPages(400, 404)]
    [ProducesProblems(413, 415)]
    public Task<IResult> EnterPartnerPayoutDetails(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "partner/{program}/payout-details")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) => LeadAsync(request, program, links.SessionPathFor, cancellationToken);

    /// <summary>Leads to the page with the tax form.</summary>
    [Function(nameof(EnterPartnerTaxForm))]
    [EndpointSummary("Leads a signed-in partner to the page on which it submits its tax form.")]
    [EndpointDescription("The page is reached by a link that works once and for an hour.")]
    [Consumes(typeof(FormTokenField), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The page, or the form to sign in.")]
    [ProducesPages(400, 404)]
    [ProducesProblems(413, 415)]
    public Task<IResult> EnterPartnerTaxForm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "partner/{program}/tax-form")] HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) => LeadAsync(request, program, links.TaxFormSessionPathFor, cancellationToken);

    private Task<IResult> LeadAsync(
        HttpRequest request,
        string program,
        Func<Partner, string> path,
        CancellationToken cancellationToken
    ) =>
        requests.ForFormAsync(
            request,
            program,
            account => Task.FromResult(PartnerRequests.SeeOther(request, path(account.Partner))),
            cancellationToken
        );
}
