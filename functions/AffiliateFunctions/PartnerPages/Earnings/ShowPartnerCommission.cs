using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Disputes;
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
    IPartnerDisputes disputes,
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

        var held = explained.Commission.Status == CommissionListText.Held ? new[] { commission } : [];
        var asked = await questions.FindAllAsync(program.Slug, held, cancellationToken);
        var own = await disputes.ListAsync(program, partner, cancellationToken);
        var list = PartnerPaths.Commissions(program.Slug);
        return await pages.AnswerAsync<PartnerCommissionPage>(
            new PartnerCommission
            {
                Frame = PartnerFrames.Of(account, list),
                Explanation = explained.Content,
                Hold = held.Length == 0 ? [] : HoldOf(explained.Commission, asked.GetValueOrDefault(commission)),
                Contest = ContestOf(account, explained.Commission, own),
                List = list,
            }
        );
    }

    private MissingStep ContestOf(PartnerAccount account, CommissionView commission, IReadOnlyList<PartnerDispute> own)
    {
        var program = account.Program;
        return own.FirstOrDefault(dispute => dispute.IsOpen && dispute.Commission == commission.Id) is { } open
                ? new MissingStep(
                    $"You contest this commission since {account.Day(open.OpenedAt)}. You receive the decision with its "
                        + "reason by e-mail.",
                    Button: null,
                    Action: null
                )
            : disputes.CanContest(program, commission)
                ? new MissingStep(
                    "Tell us what is wrong. The program's owner sees your claim beside the calculation and decides.",
                    "Contest this commission",
                    PartnerPaths.ContestCommission(program.Slug, commission.Id)
                )
            : new MissingStep(
                "A commission can be contested until 30 days after the statement of its month. Later, reply to an e-mail "
                    + "of the program.",
                Button: null,
                Action: null
            );
    }

    private static IReadOnlyList<string> HoldOf(CommissionView commission, HoldQuestion? question) =>
        [
            HoldReasonForPartner.Of(commission.HoldReason),
            HoldQuestion.SentenceOf(question),
            "A hold ends only by a decision. If the commission is released, it is paid as it falls due.",
        ];
}
