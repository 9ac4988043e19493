using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Disputes.Links;

/// <summary>The page on which a partner contests a commission. GET changes nothing; POST opens a dispute.</summary>
[Tags("Disputes")]
public sealed class OpenDispute(DisputeService service, DisputePages pages)
{
    /// <summary>The query parameter with the commission that the form begins with.</summary>
    internal const string CommissionParameter = "commission";

    // A claim of 2,000 characters, percent-encoded, and the other fields.
    private const int MaxFormBytes = 64 * 1024;

    /// <summary>Shows the form. GET changes nothing.</summary>
    [Function(nameof(ShowDispute))]
    [EndpointSummary("Shows a partner the form that contests a commission; changes nothing.")]
    [QueryParameter<string>(CommissionParameter, "The commission that the form begins with.")]
    [ProducesPages(200, 400, 410)]
    public async Task<IResult> ShowDispute(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dispute/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    )
    {
        string? wanted = request.Query[CommissionParameter];
        return await pages.AnswerAsync(
            await service.OpenAsync(token, wanted, cancellationToken),
            token,
            new DisputeForm(Commission: wanted),
            cancellationToken
        );
    }

    /// <summary>Opens the dispute of the form.</summary>
    [Function(nameof(OpenDispute))]
    [EndpointSummary("Opens a dispute about a commission or a missing one; the program's owner decides.")]
    [Consumes(typeof(DisputeForm), "application/x-www-form-urlencoded")]
    [RequestExample("kind=missing&invoice=INV-7&claim=The+customer+came+by+our+webinar.")]
    [ProducesPages(200, 400, 409, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Open(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dispute/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormFieldsAsync(cancellationToken, MaxFormBytes);
        if (!fields.Succeeded)
        {
            return HttpResults.Problem(fields.Problem);
        }

        var form = DisputeForm.Of(fields.Value);
        return await pages.AnswerAsync(
            await service.DisputeAsync(token, form, orchestrations, cancellationToken),
            token,
            form,
            cancellationToken
        );
    }

    /// <summary>The fields of the form.</summary>
    /// <param name="Kind"><c>amount</c>, <c>reversal</c>, <c>hold</c> or <c>missing</c>.</param>
    /// <param name="Commission">The commission; for every kind but <c>missing</c>.</param>
    /// <param name="Invoice">The invoice of a missing commission.</param>
    /// <param name="Customer">The customer of a missing commission.</param>
    /// <param name="Date">The day of a missing commission, such as <c>2026-11-05</c>.</param>
    /// <param name="Claim">What is wrong, and why.</param>
    public sealed record DisputeForm(
        string? Kind = null,
        string? Commission = null,
        string? Invoice = null,
        string? Customer = null,
        string? Date = null,
        [property: DataType(DataType.MultilineText)] string? Claim = null
    )
    {
        internal static DisputeForm Of(Dictionary<string, string> fields) =>
            new(
                fields.GetValueOrDefault("kind"),
                fields.GetValueOrDefault("commission"),
                fields.GetValueOrDefault("invoice"),
                fields.GetValueOrDefault("customer"),
                fields.GetValueOrDefault("date"),
                fields.GetValueOrDefault("claim")
            );

        internal Dispute ToDispute(Partner partner, DisputeId id, DateTimeOffset now)
        {
            var kind = DisputeFormCheck.Kinds[Kind!];
            var isMissing = kind == DisputeKind.Missing;
            return new Dispute
            {
                Id = id,
                Program = partner.Program,
                Partner = partner.Id,
                Kind = kind,
                Commission = isMissing ? null : CommissionId.Parse(Commission!),
                Invoice = isMissing ? TextOf(Invoice) : null,
                Customer = isMissing ? TextOf(Customer) : null,
                Day = isMissing ? DisputeFormCheck.DayOf(Date) : null,
                Claim = Claim!.Trim(),
                OpenedAt = now,
            };
        }

        private static string? TextOf(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }
}
