using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.ProgramRules;

/// <summary>The described event, with whatever state the rules need.</summary>
internal sealed record EvaluationBody(
    JsonElement? Rules = null,
    int? Version = null,
    EvaluationBody.EventBody? Event = null,
    EvaluationBody.CustomerBody? Customer = null,
    EvaluationBody.PartnerBody? Partner = null,
    Dictionary<string, EvaluationBody.PartnerBody>? Partners = null,
    IReadOnlyList<EvaluationBody.TouchBody>? Touches = null,
    EvaluationBody.HistoryBody? History = null)
{
    private const string ReversalReason = "refund_exceeds_sale";

    /// <summary>What the rule book says.</summary>
    public Result<EvaluationAnswer> Evaluate(CompiledRuleBook rules)
    {
        var errors = new List<(string, string)>();
        if (Event is null)
        {
            return Problem.Invalid("/event", "Describe the event.");
        }

        if (Event.Type == "refund")
        {
            return Reversal(rules, errors);
        }

        var names = new PartnerNames();
        var conversion = Event.ToFacts(errors);
        var credits = Credits(rules, names, errors);
        if (errors.Count > 0 || conversion is null)
        {
            return Problem.Invalid(errors);
        }

        var first = credits.Count > 0 ? credits[0].Partner : names.Of(Partner?.Id ?? "partner");
        var history = History ?? new HistoryBody();
        var evaluation = rules.Evaluate(new EvaluationInput
        {
            Conversion = conversion,
            Customer = Customer?.ToFacts() ?? new CustomerFacts(),
            Partner = FactsOf(names.Given(first), first),
            Credits = credits,
            History = new CustomerHistory(history.Payments, history.FirstSaleAt),
            FirstTouchAt = Touches is { Count: > 0 } ? Touches.Min(touch => touch.At) : null,
            CapUsed = history.CapUsed ?? [],
            BonusesPaid = history.BonusesPaid?.ToHashSet(StringComparer.Ordinal) ?? [],
            Version = Version,
        });
        return EvaluationAnswer.Of(evaluation, names);
    }

    private IReadOnlyList<Credit> Credits(CompiledRuleBook rules, PartnerNames names, List<(string, string)> errors)
    {
        if (Touches is null)
        {
            if (Partner is null)
            {
                errors.Add(("/partner", "Name the credited partner, or give 'touches'."));
                return [];
            }

            return Credit.Whole(names.Of(Partner.Id));
        }

        var touches = new List<Touch>();
        for (var i = 0; i < Touches.Count; i++)
        {
            if (Enum.TryParse<TouchKind>(Touches[i].Kind, ignoreCase: true, out var kind) && Touches[i].Kind.All(char.IsAsciiLetterLower))
            {
                touches.Add(new Touch(names.Of(Touches[i].Partner), kind, Touches[i].At));
            }
            else
            {
                errors.Add(($"/touches/{i}/kind", "Give one of deal, coupon, click and manual."));
            }
        }

        return CreditModel.Credits(rules.Book.Attribution, touches, Event!.OccurredAt);
    }

    private PartnerFacts FactsOf(string given, PartnerId id)
        => (Partner?.Id == given ? Partner : Partners?.GetValueOrDefault(given))?.ToFacts(id) ?? new PartnerFacts { Id = id };

    private Result<EvaluationAnswer> Reversal(CompiledRuleBook rules, List<(string, string)> errors)
    {
        if (History?.Commission is not { } commission)
        {
            errors.Add(("/history/commission", "Give the commission that the refund takes back: 'amount', 'base', and 'refunded' so far."));
            return Problem.Invalid(errors);
        }

        var refunded = Event!.TotalRefunded ?? checked(commission.Refunded + Event.Amount);
        if (commission.Base <= 0 || commission.Refunded < 0 || commission.Refunded > commission.Base)
        {
            return Problem.Invalid("/history/commission", "Give a positive 'base', and 'refunded' from 0 to it.");
        }

        if (refunded < 0 || refunded > commission.Base)
        {
            return new EvaluationAnswer("reject", ReversalReason, []);
        }

        var difference = Refunds.Keep(commission.Amount, commission.Base, refunded) - Refunds.Keep(commission.Amount, commission.Base, commission.Refunded);
        var trace = JsonSerializer.SerializeToElement(
            new { commission.Amount, commission.Base, RefundedBefore = commission.Refunded, Refunded = refunded, Difference = difference }, Answer.Json);
        return difference == 0
            ? new EvaluationAnswer("none", null, [], trace)
            : new EvaluationAnswer(
                "pay", null, [new(commission.Rule ?? "reversal", Partner?.Id, difference, commission.Base, rules.Book.Currency.Value, trace)]);
    }

    /// <summary>The event; further members of a tracking event are not looked at.</summary>
    [System.Text.Json.Serialization.JsonUnmappedMemberHandling(System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip)]
    internal sealed record EventBody(
        string Type,
        DateTimeOffset OccurredAt,
        string? EventId = null,
        long Amount = 0,
        long Tax = 0,
        long Fee = 0,
        string? Currency = null,
        string? FxRate = null,
        string? ProductId = null,
        string? Plan = null,
        long? Quantity = null,
        string? SaleType = null,
        string? Stage = null,
        string? Country = null,
        long? TotalRefunded = null,
        Dictionary<string, JsonElement>? Metadata = null)
    {
        // The greatest integer that every JSON reader keeps exactly (RFC 8259, section 6).
        private const long MostAmount = 9_007_199_254_740_991;

        /// <summary>The facts, with everything that is wrong noted.</summary>
        public ConversionFacts? ToFacts(List<(string, string)> errors)
        {
            var type = ConversionType.Sale;
            Check(Type.All(char.IsAsciiLetterLower) && Enum.TryParse(Type, ignoreCase: true, out type), "type", "Give one of click, lead, stage, sale and refund.");
            foreach (var (member, amount) in new[] { ("amount", Amount), ("tax", Tax), ("fee", Fee) })
            {
                Check(amount is >= 0 and <= MostAmount, member, $"Give an integer of minor units, from 0 to {MostAmount}.");
            }

            Check(Tax < 0 || Fee < 0 || Amount < 0 || Tax <= Amount - Fee, "tax", "Tax and fee may not be more than the amount.");
            Check(Quantity is null or (>= 1 and <= 1_000_000_000), "quantity", "Give a quantity of 1 or more.");
            Currency currency = default;
            Check(Currency is null || Affiliate.Domain.Monetary.Currency.TryParse(Currency, out currency), "currency", $"Give {Affiliate.Domain.Monetary.Currency.Form}.");
            decimal rate = 0;
            Check(
                FxRate is null || (decimal.TryParse(FxRate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out rate) && rate > 0),
                "fx_rate",
                "Give a positive decimal number in a string.");
            EventId id = default;
            Check(Affiliate.Domain.Identity.EventId.TryParse(EventId ?? "evaluated", out id), "event_id", $"Give {Affiliate.Domain.Identity.EventId.Form}.");
            return errors.Count > 0 ? null : new ConversionFacts
            {
                Type = type,
                EventId = id,
                OccurredAt = OccurredAt,
                Amount = Amount,
                Tax = Tax,
                Fee = Fee,
                Currency = Currency is null ? null : currency,
                FxRate = FxRate is null ? null : rate,
                ProductId = ProductId,
                Plan = Plan,
                Quantity = Quantity,
                SaleType = SaleType,
                StageName = Stage,
                ClickCountry = Country,
                Metadata = Metadata?.ToDictionary(entry => entry.Key, entry => MetadataText.Of(entry.Value)) ?? [],
            };

            void Check(bool fits, string field, string mend)
            {
                if (!fits)
                {
                    errors.Add(($"/event/{field}", mend));
                }
            }
        }
    }

    /// <summary>The customer: the fields of the rules without their prefix.</summary>
    internal sealed record CustomerBody(
        string? ExternalId = null,
        string? Email = null,
        string? Name = null,
        string? Company = null,
        string? Country = null,
        string? Source = null,
        string? SignupDate = null,
        string? SubscriptionStart = null,
        long? SubscriptionMonths = null,
        string? EmailDomain = null,
        long? SaleAmount = null,
        long? Sales = null)
    {
        /// <summary>The facts.</summary>
        public CustomerFacts ToFacts() => new()
        {
            ExternalId = ExternalId,
            Email = Email,
            Country = Country,
            Source = Source,
            SignupDate = SignupDate is null ? null : Instants.Read(SignupDate),
            SubscriptionStart = SubscriptionStart is null ? null : Instants.Read(SubscriptionStart),
            SubscriptionMonths = SubscriptionMonths,
            EmailDomain = EmailDomain,
            SaleAmount = SaleAmount,
            Sales = Sales,
        };
    }

    /// <summary>A partner: the fields of the rules without their prefix.</summary>
    internal sealed record PartnerBody(string Id = "partner", string? Group = null, string? Country = null, string? Email = null, PartnerStats? Stats = null)
    {
        /// <summary>The facts.</summary>
        public PartnerFacts ToFacts(PartnerId id)
            => new() { Id = id, Group = Group ?? "default", Country = Country, Email = Email, Stats = Stats ?? new PartnerStats() };
    }

    /// <summary>A touch.</summary>
    internal sealed record TouchBody(string Partner, string Kind, DateTimeOffset At);

    /// <summary>What was before.</summary>
    internal sealed record HistoryBody(
        int Payments = 0,
        DateTimeOffset? FirstSaleAt = null,
        Dictionary<string, long>? CapUsed = null,
        IReadOnlyList<string>? BonusesPaid = null,
        CommissionBody? Commission = null);

    /// <summary>The commission of a refunded sale.</summary>
    internal sealed record CommissionBody(long Amount, long Base, long Refunded = 0, string? Rule = null);
}
