using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.ProgramRules;
using AffiliateFunctions.Tracking.Events;
using Decision = AffiliateFunctions.Tracking.Store.Decision;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>Decided events as the ledger takes them.</summary>
internal static class Conversions
{
    /// <summary>The effect of an event on the first credited partner's ledger.</summary>
    public static ConversionEffect Of(TrackingEvent tracked, Decision decision, RuleBookTimeline rules) => new(
        tracked.Id,
        tracked.At,
        CustomerId.Parse(tracked.Body.CustomerId!),
        new RuleBookConversion(rules.Versions.First(version => version.Version == decision.RulesVersion), InputOf(tracked, decision)),
        HoldReason: null);

    private static EvaluationInput InputOf(TrackingEvent tracked, Decision decision) => new()
    {
        Conversion = FactsOf(tracked),
        Customer = decision.Customer,
        Partner = new PartnerFacts { Id = decision.Credits[0].Partner, Group = decision.Group ?? "default", Country = decision.Country, Email = decision.Email },
        Credits = decision.Credits,
        History = decision.History,
        FirstTouchAt = decision.FirstTouchAt,
    };

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
