using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Ledger.Verification;

/// <summary>Replays all ledgers of a program and reports whether everything agrees.</summary>
[Tags("Ledger")]
public sealed class VerifyLedger(IPrograms programs, ILedger ledger)
{
    /// <inheritdoc cref="VerifyLedger"/>
    [Function(nameof(VerifyLedger))]
    [EndpointSummary("Replays every ledger of the program and compares it with its totals.")]
    [ResponseExample("""{ "ok": true, "partners": 1, "postings": 2, "mismatches": [] }""")]
    [ProducesResponseType<LedgerVerification>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/ledger/verify")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program => HttpResults.Ok(await ledger.VerifyAsync(program.Slug, cancellationToken)),
            cancellationToken
        );
}
