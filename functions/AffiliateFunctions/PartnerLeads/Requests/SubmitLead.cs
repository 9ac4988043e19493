using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads.Requests;

/// <summary>Hands a lead of the company to a partner.</summary>
[Tags("Leads")]
public sealed class SubmitLead(IPrograms programs, LeadIntake intake)
{
    /// <inheritdoc cref="SubmitLead"/>
    [Function(nameof(SubmitLead))]
    [EndpointSummary("Hands a lead to partners, who are asked by e-mail one after another until one accepts.")]
    [EndpointDescription(
        "Active partners of the groups and of the customer's country are asked, those with the fewest open leads first, or "
            + "the given partners in their order. Before a partner has accepted, the partner sees neither the contact nor "
            + "the domain. An accepted lead is a registered deal. A repeated request changes nothing."
    )]
    [Consumes(typeof(LeadBody), "application/json")]
    [RequestExample(
        """
            {
              "lead_id": "lead-1",
              "customer": {
                "company": "Big Customer",
                "domain": "customer.example",
                "contact_name": "Cora Customer",
                "email": "cora@customer.example",
                "country": "US"
              },
              "message": "They look for a solution for 200 seats.",
              "expected_amount": 500000,
              "groups": ["gold"],
              "respond_within_hours": 48,
              "expires_days": 90
            }
            """
    )]
    [ProducesResponseType<LeadResponse>(StatusCodes.Status201Created)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/leads")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var body = await request.ReadJsonAsync<LeadBody>(cancellationToken);
                var lead = await body.ThenAsync(sent =>
                    intake.TakeAsync(program, sent, orchestrations, cancellationToken)
                );
                return lead.Match(taken => HttpResults.Created(LeadResponse.Of(taken)));
            },
            cancellationToken
        );
}
