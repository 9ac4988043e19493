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
    [ProducesResponseType<LedgerVerification>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/ledger/verify")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    )
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        return program.Succeeded
            ? HttpResults.Ok(await ledger.VerifyAsync(program.Value.Slug, cancellationToken))
            : HttpResults.Problem(program.Problem);
    }
}
