using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>Returns one payment file of a cycle, part by part.</summary>
[Tags("Cycles")]
public sealed class GetPaymentFile(IPrograms programs, CycleStore cycles, PaymentFileStore files)
{
    /// <inheritdoc cref="GetPaymentFile"/>
    [Function(nameof(GetPaymentFile))]
    [EndpointSummary("Returns a payment file.")]
    [EndpointDescription(
        "A file for a bank is an ACH file in the format of Nacha, or a message pain.001.001.09 for SEPA; a batch for "
            + "the API of a provider is its request in JSON, as plain text; other files are CSV. The ETag is the "
            + "SHA-256 of the file, as the cycle lists it; Repr-Digest contains it in Base64."
    )]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/csv", "text/plain", "application/xml")]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/cycles/{period}/files/{name}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<Period>] string period,
        [RouteValue<string>("The file's name, as the cycle lists it.")] string name,
        CancellationToken cancellationToken
    ) =>
        cycles
            .RequireAsync(programs, slug, period, cancellationToken)
            .Match(cycle =>
                cycle.Files.FirstOrDefault(file => file.Name == name) is { } file
                    ? files.Download(cycle, file, request.HttpContext)
                    : HttpResults.Problem(Problem.NotFound($"The cycle has no file '{name}'."))
            );
}
