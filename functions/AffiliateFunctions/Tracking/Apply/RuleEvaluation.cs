using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.ProgramRules;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Store;
using Decision = AffiliateFunctions.Tracking.Store.Decision;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>One decided event as the rules in force judge it, with whatever the ledger knows of the partner at that moment.</summary>
internal sealed class RuleEvaluation(TrackingEvent tracked, Decision decision, ApprovedRuleBook rules) : IConversionRules
{
    private readonly ConversionFacts conversion = FactsOf(tracked);

    public int Version => rules.Version;

    public int HoldDays => rules.Rules.Book.HoldDays;

    public bool HasCustomerCaps => rules.Rules.Book.Caps.Any(cap => cap.Scope == CapScope.Customer);

    public ConversionGrants Evaluate(PartnerStanding partner)
    {
        var evaluation = rules.Rules.Evaluate(new EvaluationInput
        {
            Conversion = conversion,
            Customer = decision.Customer,
            Partner = new PartnerFacts { Id = partner.Id, Group = decision.Group ?? "default", Country = decision.Country, Email = decision.Email, Stats = StatsOf(partner.Counts) },
            Credits = decision.Credits,
            History = decision.History,
            FirstTouchAt = decision.FirstTouchAt,
            CapUsed = rules.Rules.Book.Caps.Where(cap => cap.Window is not null).ToDictionary(cap => cap.Id, cap => Used(cap, partner)),
            BonusesPaid = partner.Bonuses,
            Version = rules.Version,
        });
        return Grants(evaluation);
    }

    private ConversionGrants Grants(Evaluation evaluation)
    {
        var paying = evaluation.Commissions.Where(commission => commission.Amount > 0).ToList();
        var status = evaluation.Decision switch
        {
            Affiliate.Domain.Rules.Decision.Hold => EffectStatus.Held,
            Affiliate.Domain.Rules.Decision.Reject => EffectStatus.Rejected,
            _ => EffectStatus.Applied,
        };
        var reason = evaluation.Reason ?? (evaluation.Commissions.Count > 0 && paying.Count == 0 ? "capped" : null);
        return new ConversionGrants(
            status,
            reason,
            [.. paying.Select(commission => new Grant(
                commission.Partner,
                commission.Rule,
                commission.IsBonus ? Grant.BonusSource : StoredJson.NameOf(conversion.Type),
                commission.BaseAmount,
                commission.Amount,
                commission.Currency.Value,
                commission.Trace.ToJson()))],
            CountedBy(evaluation))
        {
            PartnerCaps = CapUse(evaluation, CapScope.Partner),
            CustomerCaps = CapUse(evaluation, CapScope.Customer),
            Bonuses = evaluation.BonusesPaid,
        };
    }

    private List<KeyValuePair<string, long>> CapUse(Evaluation evaluation, CapScope scope)
        => [.. rules.Rules.Book.Caps
            .Where(cap => cap.Scope == scope && evaluation.CapUse.GetValueOrDefault(cap.Id) > 0)
            .Select(cap => KeyValuePair.Create(CapKey(cap), evaluation.CapUse[cap.Id]))];

    private long Used(Cap cap, PartnerStanding partner)
        => (cap.Scope == CapScope.Customer ? partner.CustomerCapUse : partner.CapUse).GetValueOrDefault(CapKey(cap));

    private string CapKey(Cap cap) => $"{cap.Id}:{Windows.Name(cap.Window!.Value, conversion.OccurredAt)}";

    private Counts CountedBy(Evaluation evaluation) => conversion.Type switch
    {
        ConversionType.Click => Counts.None with { Clicks = 1 },
        ConversionType.Lead => Counts.None with { Leads = 1 },
        ConversionType.Sale => Counts.None with { Sales = 1, Customers = decision.History.Payments == 0 ? 1 : 0, SaleAmount = evaluation.ConvertedAmount },
        _ => Counts.None,
    };

    private static PartnerStats StatsOf(WindowCounts counts)
    {
        return new PartnerStats
        {
            Clicks = Metric(c => c.Clicks),
            Leads = Metric(c => c.Leads),
            Sales = Metric(c => c.Sales),
            Customers = Metric(c => c.Customers),
            SaleAmount = Metric(c => c.SaleAmount),
            CommissionAmount = Metric(c => c.CommissionAmount),
        };

        MetricCounts Metric(Func<Counts, long> of) => new(of(counts.Lifetime), of(counts.Month), of(counts.Quarter), of(counts.Year));
    }

    private static ConversionFacts FactsOf(TrackingEvent tracked)
    {
        var body = tracked.Body;
        return new ConversionFacts
        {
            Type = tracked.Type switch
            {
                EventType.Click => ConversionType.Click,
                EventType.Lead => ConversionType.Lead,
                EventType.Stage => ConversionType.Stage,
                _ => ConversionType.Sale,
            },
            EventId = tracked.Id,
            OccurredAt = tracked.At,
            Amount = body.Amount ?? 0,
            Tax = body.Tax ?? 0,
            Fee = body.Fee ?? 0,
            Currency = Currency.TryParse(body.Currency, out var currency) ? currency : null,
            FxRate = body.FxRate is { } rate ? EventValidator.ReadRate(rate) : null,
            ProductId = body.ProductId,
            Plan = body.Plan,
            Quantity = body.Quantity,
            SaleType = body.SaleType,
            StageName = body.Stage,
            Metadata = body.Metadata?.ToDictionary(entry => entry.Key, entry => MetadataText.Of(entry.Value)) ?? [],
        };
    }
}
