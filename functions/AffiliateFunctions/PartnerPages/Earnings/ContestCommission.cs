using Affiliate.Domain.Identity;
using AffiliateFunctions.Disputes;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.PartnerPages.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.Earnings;

/// <summary>
/// Leads a signed-in partner to the form that contests a commission, by the same kind of link that statements have.
/// </summary>
[Tags("Partner pages")]
public sealed class ContestCommission(PartnerRequests requests, IPartnerLedger ledger, IPartnerDisputes disputes)
{
    /// <summary>Leads to the form, on which the partner chooses the commission or names a missing one.</summary>
    [Function(nameof(ContestAnyCommission))]
    [EndpointSummary("Leads a signed-in partner to the form that contests a commission or a missing one.")]
    [Consumes(typeof(FormTokenField), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The form, or the form to sign in.")]
    [ProducesPages(400, 404)]
    [ProducesProblems(413, 415)]
    public Task<IResult> ContestAnyCommission(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "partner/{program}/disputes")] HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForFormAsync(
            request,
            program,
            account => Task.FromResult(LeadTo(request, account, commission: null)),
            cancellationToken
        );

    /// <summary>Leads to the form, which begins with the commission.</summary>
    [Function(nameof(ContestPartnerCommission))]
    [EndpointSummary("Leads a signed-in partner to the form that contests a commission.")]
    [Consumes(typeof(FormTokenField), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The form, or the form to sign in.")]
    [ProducesPages(400, 404)]
    [ProducesProblems(413, 415)]
    public Task<IResult> ContestPartnerCommission(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "partner/{program}/commissions/{id}/dispute")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<CommissionId>] string id,
        CancellationToken cancellationToken
    ) =>
        requests.ForFormAsync(
            request,
            program,
            async account =>
                CommissionId.TryParse(id, out var commission)
                && await ledger.ExplainAsync(account.Program, account.Partner.Id, commission, cancellationToken)
                    is not null
                    ? LeadTo(request, account, commission)
                    : await requests.NotFoundAsync(),
            cancellationToken
        );

    private IResult LeadTo(HttpRequest request, PartnerAccount account, CommissionId? commission) =>
        PartnerRequests.SeeOther(request, disputes.PathToContest(account.Program, account.Partner, commission));
}
