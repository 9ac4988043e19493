using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Ledger.Verification;

/// <summary>Replays all ledgers of a program and tells whether everything agrees.</summary>
public sealed class VerifyLedger(IPrograms programs, ILedger ledger)
{
    /// <inheritdoc cref="VerifyLedger"/>
    [Function(nameof(VerifyLedger))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/ledger/verify")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        return program.Succeeded ? Answer.Ok(await ledger.VerifyAsync(program.Value.Slug, cancellationToken)) : Answer.Problem(program.Problem);
    }
}
