using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>The page on which a partner submits its tax form. GET shows the page and changes nothing.</summary>
[Tags("Partners")]
public sealed class SubmitTaxForm(TaxFormService service, TaxFormPages pages)
{
    /// <summary>Shows a tax form. GET changes nothing.</summary>
    [Function(nameof(ShowTaxForm))]
    [EndpointSummary("Shows the page on which a partner submits its tax form; changes nothing.")]
    [QueryParameter<string>("form", "The form that is shown: w9, w8ben or w8bene.")]
    [ProducesPages(200, 400, 409, 410)]
    public async Task<IResult> ShowTaxForm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "payout-details/{token}/tax-form")]
            HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) =>
        await pages.AnswerAsync(
            await service.OpenAsync(token, cancellationToken),
            token,
            new Dictionary<string, string> { ["form"] = request.Query["form"].ToString() }
        );

    /// <summary>Stores the form.</summary>
    [Function(nameof(SubmitTaxForm))]
    [EndpointSummary("Stores the tax form that a partner submits; a link works once.")]
    [Consumes(typeof(SubmittedTaxForm), "application/x-www-form-urlencoded")]
    [RequestExample(
        "form=w8bene&name=Partner+Agency+GmbH&country=DE&foreign_tin=12%2F345%2F67890&vat_id=DE123456789"
            + "&signed_by=Pat+Partner&certified=true"
    )]
    [ProducesPages(200, 400, 409, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Submit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payout-details/{token}/tax-form")]
            HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormFieldsAsync(cancellationToken);
        return fields.Succeeded
            ? await pages.AnswerAsync(
                await service.SubmitAsync(token, fields.Value, cancellationToken),
                token,
                fields.Value
            )
            : HttpResults.Problem(fields.Problem);
    }
}

/// <summary>The fields of the form for tax forms. Each tax form has some of them.</summary>
public sealed record SubmittedTaxForm(
    string? Form = null,
    string? Name = null,
    string? Country = null,
    string? Tin = null,
    string? ForeignTin = null,
    string? VatId = null,
    string? SignedBy = null,
    string? Certified = null
);
