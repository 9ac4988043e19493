using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Shows commissions.</summary>
public sealed class GetCommissions(IPrograms programs, CommissionDesk desk, CommissionList list)
{
    /// <summary>Lists the commissions of a program, page by page.</summary>
    [Function(nameof(ListCommissions))]
    public async Task<IResult> ListCommissions(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/commissions")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        var page = await program.ThenAsync(found => list.PageAsync(found, request, cancellationToken));
        return page.Match(Answer.Ok);
    }

    /// <summary>Returns one commission with its trace.</summary>
    [Function(nameof(GetCommission))]
    public async Task<IResult> GetCommission(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/commissions/{id}")] HttpRequest request,
        string slug,
        string id,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        var commission = await program.ThenAsync(found => desk.FindAsync(found.Slug, id, cancellationToken));
        return commission.Match(found => Answer.Ok(PartnerLedgers.ViewOf(found)));
    }
}
