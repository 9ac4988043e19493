using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>The ledger as a partner sees it.</summary>
internal sealed class PartnerLedger(LedgerStore store, NewestCommissions newest, CommissionDecisionService explanations)
    : IPartnerLedger
{
    public async Task<PartnerFigures> FiguresAsync(
        AffiliateProgram program,
        PartnerId partner,
        CancellationToken cancellationToken
    )
    {
        var head = await store.HeadAsync(program.Slug, partner, cancellationToken);
        var (_, held, pending, payable, inPayout, paid, negative) = head.Balance;
        return new PartnerFigures(
            new PartnerBalance(held, pending, payable, inPayout, paid, negative, program.Currency),
            [
                .. head.Counters.Months.Select(month => new MonthFigures(
                    Period.Parse(month.Key),
                    month.Value.Clicks,
                    month.Value.Leads,
                    month.Value.Sales,
                    month.Value.CommissionAmount
                )),
            ]
        );
    }

    public async Task<CommissionPage> NewestAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionSearch search,
        CancellationToken cancellationToken
    )
    {
        var (commissions, older) = await newest.PageAsync(program, partner, search, cancellationToken);
        return new CommissionPage(
            [
                .. commissions.Select(commission => new DescribedCommission(
                    PartnerLedgers.ViewOf(commission),
                    CommissionText.Of(commission)
                )),
            ],
            older
        );
    }

    public async Task<PartnerExplanation?> ExplainAsync(
        AffiliateProgram program,
        PartnerId partner,
        CommissionId commission,
        CancellationToken cancellationToken
    ) =>
        await store.FindCommissionAsync(program.Slug, partner, commission, cancellationToken) is { } own
        && await explanations.ExplainAsync(program.Slug, own.Id.Value, cancellationToken)
            is { Succeeded: true, Value: { } explained }
        && explained.Commission.Partner == partner
            ? new PartnerExplanation(
                PartnerLedgers.ViewOf(explained.Commission),
                PartnerExplanationText.Of(program, explained)
            )
            : null;
}
