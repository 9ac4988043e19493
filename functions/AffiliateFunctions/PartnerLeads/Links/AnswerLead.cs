using System.ComponentModel.DataAnnotations;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads.Links;

/// <summary>The page on which a partner accepts or declines a lead. GET changes nothing; POST answers.</summary>
[Tags("Leads")]
public sealed class AnswerLead(LeadAnswerService service, LeadPages pages)
{
    /// <summary>Shows the outline of the lead. GET changes nothing.</summary>
    [Function(nameof(ShowLeadOffer))]
    [EndpointSummary("Shows a partner the outline of a lead; changes nothing.")]
    [ProducesPages(200, 400, 403, 409, 410)]
    public async Task<IResult> ShowLeadOffer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "lead-offers/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) =>
        await pages.OfferAsync(
            await service.OpenAsync(token, cancellationToken),
            token,
            new LeadAnswerForm(),
            cancellationToken
        );

    /// <summary>Stores the answer of the form.</summary>
    [Function(nameof(AnswerLead))]
    [EndpointSummary("Accepts or declines the lead; the first answer before the deadline counts.")]
    [Consumes(typeof(LeadAnswerForm), "application/x-www-form-urlencoded")]
    [RequestExample("decision=accept")]
    [ProducesPages(200, 400, 403, 409, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Answer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lead-offers/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormFieldsAsync(cancellationToken);
        if (!fields.Succeeded)
        {
            return HttpResults.Problem(fields.Problem);
        }

        var form = new LeadAnswerForm(
            fields.Value.GetValueOrDefault("decision"),
            fields.Value.GetValueOrDefault("reason")
        );
        return await pages.OfferAsync(
            await service.AnswerAsync(token, form, orchestrations, cancellationToken),
            token,
            form,
            cancellationToken
        );
    }

    /// <summary>The fields of the form.</summary>
    /// <param name="Decision"><c>accept</c> or <c>decline</c>.</param>
    /// <param name="Reason">Why the partner declines.</param>
    public sealed record LeadAnswerForm(
        string? Decision = null,
        [property: DataType(DataType.MultilineText)] string? Reason = null
    );
}
