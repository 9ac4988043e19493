using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>The page on which a partner enters its payout details. GET shows the page and changes nothing.</summary>
[Tags("Partners")]
public sealed class EnterPayoutDetails(PayeeService service, PayeePages pages)
{
    /// <summary>Shows the form of a payout method. GET changes nothing.</summary>
    [Function(nameof(ShowPayoutDetails))]
    [EndpointSummary("Shows the page on which a partner enters its payout details; changes nothing.")]
    [QueryParameter<string>("method", "The method whose fields are shown: ach, sepa, paypal or wise.")]
    [ProducesPages(200, 400, 409, 410)]
    public async Task<IResult> ShowPayoutDetails(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "payout-details/{token}")]
            HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) =>
        await pages.AnswerAsync(
            await service.OpenAsync(token, cancellationToken),
            token,
            new EnteredDetails(request.Query["method"].ToString(), new Dictionary<string, string>())
        );

    /// <summary>Stores the entered details.</summary>
    [Function(nameof(EnterPayoutDetails))]
    [EndpointSummary("Stores the payout details that a partner enters; a link works once.")]
    [EndpointDescription(
        "The first details apply at once. Other details wait until the partner confirms them by a link that is sent "
            + "to the partner's address."
    )]
    [Consumes(typeof(PayoutDetailsForm), "application/x-www-form-urlencoded")]
    [RequestExample(
        "method=ach&account_holder=Partner+Agency&routing_number=021000021&account_number=000123456789"
            + "&account_type=checking"
    )]
    [ProducesPages(200, 400, 409, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Enter(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payout-details/{token}")] HttpRequest request,
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

        var entered = PayoutFields.Read(fields.Value);
        return await pages.AnswerAsync(
            await service.EnterAsync(token, entered, orchestrations, cancellationToken),
            token,
            entered
        );
    }
}

/// <summary>The fields of the form for payout details. Each method has some of them.</summary>
public sealed record PayoutDetailsForm(
    string? Method = null,
    string? AccountHolder = null,
    string? RoutingNumber = null,
    string? AccountNumber = null,
    string? AccountType = null,
    string? Iban = null,
    string? Bic = null,
    string? Email = null
);
