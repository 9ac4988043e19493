using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.HeldCommissions;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.PartnerPages.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.Earnings;

/// <summary>A commission of a partner, with the whole computation in words.</summary>
[Tags("Partner pages")]
public sealed class ShowPartnerCommission(
    PartnerRequests requests,
    IPartnerLedger ledger,
    IHoldQuestions questions,
    PageAnswers pages
)
{
    /// <inheritdoc cref="ShowPartnerCommission"/>
    [Function(nameof(ShowPartnerCommission))]
    [EndpointSummary("Explains a commission to its signed-in partner.")]
    [EndpointDescription("The page names no other partner, no data of the customer and no person of the company.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "partner/{program}/commissions/{id}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<CommissionId>] string id,
        CancellationToken cancellationToken
    ) =>
        requests.ForPartnerAsync(
            request,
            program,
            account => ShowAsync(account, id, cancellationToken),
            cancellationToken
        );

    private async Task<IResult> ShowAsync(PartnerAccount account, string id, CancellationToken cancellationToken)
    {
        var (program, partner) = (account.Program, account.Partner.Id);
        if (
            !CommissionId.TryParse(id, out var commission)
            || await ledger.ExplainAsync(program, partner, commission, cancellationToken) is not { } explained
        )
        {
            return await requests.NotFoundAsync();
        }

        var list = PartnerPaths.Commissions(program.Slug);
        return await pages.AnswerAsync<PartnerCommissionPage>(
            new PartnerCommission
            {
                Frame = PartnerFrames.Of(account, list),
                Explanation = explained.Content,
                Hold =
                    explained.Commission.Status == "held"
                        ? HoldOf(
                            explained.Commission,
                            await questions.FindAsync(program.Slug, commission, cancellationToken)
                        )
                        : [],
                List = list,
            }
        );
    }

    private static IReadOnlyList<string> HoldOf(CommissionView commission, HoldQuestion? question) =>
        [
            HoldReasonForPartner.Of(commission.HoldReason),
            question is { } asked
                ? $"The program's owner was asked about it on {DisplayFormat.Time(asked.AskedAt)}. Without a decision by "
                    + $"{DisplayFormat.Time(asked.BackupAskedAt)}, the owner's deputy is asked too."
                : "The program's owner is asked about it within a day.",
            "A hold ends only by a decision. If the commission is released, it is paid as it falls due.",
        ];
}
