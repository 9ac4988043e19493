using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Exports commissions, as CSV or one JSON object a line.</summary>
public sealed class ExportCommissions(IPrograms programs, CommissionList list)
{
    /// <inheritdoc cref="ExportCommissions"/>
    [Function(nameof(ExportCommissions))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/exports/commissions")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        var rows = await program.ThenAsync(found => Task.FromResult(list.All(found, request.Query, cancellationToken)));
        return rows.Match(all => request.Export($"{slug}-commissions", all));
    }
}
