using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Attribution;

/// <summary>Converts decided events to the inputs of the ledger and the rules.</summary>
internal static class Conversions
{
    /// <summary>Returns the effect of an event on the first credited partner's ledger.</summary>
    public static ConversionEffect Of(TrackingEvent tracked, EventDecision decision, RuleBookTimeline rules) =>
        new(
            tracked.Id,
            tracked.At,
            tracked.Customer!.Value,
            new RuleBookConversion(rules.Of(decision.RulesVersion), InputOf(tracked, decision)),
            decision.HoldReason
        )
        {
            Attempt = tracked.Attempt,
            Origins = CreditModel.Origins(
                rules.Of(decision.RulesVersion).Rules.Book.Attribution,
                decision.Touches,
                tracked.At
            ),
        };

    /// <summary>Returns the effect of a click that rules refer to.</summary>
    public static ConversionEffect OfClick(
        TrackingEvent click,
        Partner partner,
        TimeZoneInfo zone,
        ApprovedRuleBook rules,
        string? holdReason,
        LinkOrigin? origin
    ) =>
        new(
            click.Id,
            click.At,
            Customer: null,
            new RuleBookConversion(rules, InputOf(click, partner, zone)),
            holdReason
        )
        {
            Origins = origin is null
                ? new Dictionary<PartnerId, LinkOrigin>()
                : new Dictionary<PartnerId, LinkOrigin> { [partner.Id] = origin },
        };

    /// <summary>Returns a click as the rules use it. Its partner is credited in full.</summary>
    /// <param name="click">The click.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="zone">The time zone of the program.</param>
    public static EvaluationInput InputOf(TrackingEvent click, Partner partner, TimeZoneInfo zone) =>
        new()
        {
            Conversion = FactsOf(click),
            Partner = partner.ToFacts(click.At, zone),
            Credits = Credit.Whole(partner.Id),
        };

    /// <summary>
    /// Returns a conversion as the rules use it, with the first credited partner's data at that time.
    /// </summary>
    public static EvaluationInput InputOf(TrackingEvent tracked, EventDecision decision) =>
        new()
        {
            Conversion = FactsOf(tracked, decision.FxRate),
            Customer = decision.Customer,
            Partner = new PartnerFacts
            {
                Id = decision.Credits.Count > 0 ? decision.Credits[0].Partner : default,
                Group = decision.Group ?? "default",
                Country = decision.Country,
                Email = decision.Email,
                Terms = decision.Contract?.ToTerms(),
                Certifications = decision.Certifications,
            },
            OtherEmails = decision.OtherEmails ?? [],
            Recruiters = decision.Recruiters ?? new Dictionary<PartnerId, PartnerId>(),
            OtherGroups = decision.OtherGroups ?? new Dictionary<PartnerId, string>(),
            Credits = decision.Credits,
            Touches = decision.Touches,
            Links = decision.Links ?? [],
            History = decision.History,
            FirstTouchAt = decision.FirstTouchAt,
        };

    /// <summary>
    /// Whether the rules reject a conversion, as far as can be determined without the partner's ledger. A rejection
    /// that depends on the partner's past results is not considered.
    /// </summary>
    public static bool IsRejected(TrackingEvent tracked, EventDecision decision, ApprovedRuleBook rules) =>
        decision.Rejection is null
        && rules.Rules.Summarize(InputOf(tracked, decision)) is { Decision: Decision.Reject, Reason: var reason }
        && rules.Rules.Book.Eligibility.Screens.All(screen =>
            screen.Id != reason || screen.When is null || !screen.When.Fields.Any(IsPartnersStanding)
        );

    // The partner's group, country and certifications are stored with the decision.
    private static bool IsPartnersStanding(string field) =>
        field.StartsWith("partner.", StringComparison.Ordinal)
        && field is not ("partner.group" or "partner.country")
        && !field.StartsWith(Field.CertificationPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Returns the amount of a sale in the given currency. A sale without a rate, or with more than can be booked,
    /// counts as 0; the rules hold the former and reject the latter.
    /// </summary>
    public static long AmountOf(TrackingEvent sale, EventDecision decision, Currency currency) =>
        FactsOf(sale, decision.FxRate).In(currency, sale.Body.Amount!.Value) is { } exact
        && exact.TryRound(out var amount)
            ? amount
            : 0;

    /// <summary>Returns the type of the event as the rules name it.</summary>
    public static ConversionType TypeOf(TrackingEvent tracked) =>
        tracked.Type switch
        {
            EventType.Click => ConversionType.Click,
            EventType.Lead => ConversionType.Lead,
            EventType.Stage => ConversionType.Stage,
            _ => ConversionType.Sale,
        };

    /// <summary>Returns the event as the rules use it.</summary>
    /// <param name="tracked">The event.</param>
    /// <param name="fxRate">The exchange rate of the day, if the event has no rate of its own.</param>
    public static ConversionFacts FactsOf(TrackingEvent tracked, string? fxRate = null)
    {
        var body = tracked.Body;
        return new ConversionFacts
        {
            Type = TypeOf(tracked),
            EventId = tracked.Id,
            OccurredAt = tracked.At,
            Amount = body.Amount ?? 0,
            Tax = body.Tax ?? 0,
            Fee = body.Fee ?? 0,
            Shipping = body.Shipping ?? 0,
            Tip = body.Tip ?? 0,
            Duty = body.Duty ?? 0,
            Currency = Currency.TryParse(body.Currency, out var currency) ? currency : null,
            FxRate = (body.FxRate ?? fxRate) is { } rate ? Amounts.ReadRate(rate) : null,
            ProductId = body.ProductId,
            Plan = body.Plan,
            Quantity = body.Quantity,
            Lines = SentLines.Of(body.Lines),
            SaleType = body.SaleType,
            StageName = body.Stage,
            ReportedBy = tracked.IsFromPartner ? ConversionFacts.ByPartner : null,
            ClickCountry = body.Country,
            Metadata = MetadataText.Of(body.Metadata),
        };
    }
}
