using System.ComponentModel.DataAnnotations;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads.Links;

/// <summary>The page on which a partner updates its lead. GET changes nothing; POST updates.</summary>
[Tags("Leads")]
public sealed class UpdateLead(LeadUpdateService service, LeadPages pages)
{
    /// <summary>Shows the lead with its contact and history. GET changes nothing.</summary>
    [Function(nameof(ShowPartnerLead))]
    [EndpointSummary("Shows a partner its lead with the contact and the history; changes nothing.")]
    [ProducesPages(200, 400, 403, 410)]
    public async Task<IResult> ShowPartnerLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "partner-leads/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) =>
        await pages.LeadAsync(
            await service.OpenAsync(token, cancellationToken),
            token,
            new LeadUpdateForm(),
            cancellationToken
        );

    /// <summary>Stores the update of the form.</summary>
    [Function(nameof(UpdateLead))]
    [EndpointSummary("Reports a stage of the lead, or extends its registration once.")]
    [Consumes(typeof(LeadUpdateForm), "application/x-www-form-urlencoded")]
    [RequestExample("stage=meeting&note=They+want+an+offer.&number=1")]
    [ProducesPages(200, 400, 403, 409, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Update(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "partner-leads/{token}")] HttpRequest request,
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

        var form = new LeadUpdateForm(
            fields.Value.GetValueOrDefault("stage"),
            fields.Value.GetValueOrDefault("note"),
            fields.Value.GetValueOrDefault("number")
        );
        return await pages.LeadAsync(
            await service.UpdateAsync(token, form, orchestrations, cancellationToken),
            token,
            form,
            cancellationToken
        );
    }

    /// <summary>The fields of the form.</summary>
    /// <param name="Stage"><c>meeting</c>, <c>negotiation</c>, <c>won</c>, <c>lost</c> or <c>extend</c>.</param>
    /// <param name="Note">What the partner adds.</param>
    /// <param name="Number">The number of the update, by which a form that is sent twice is one update.</param>
    public sealed record LeadUpdateForm(
        string? Stage = null,
        [property: DataType(DataType.MultilineText)] string? Note = null,
        string? Number = null
    );
}
