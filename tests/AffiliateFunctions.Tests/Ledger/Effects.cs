using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>
/// Effects for tests: sales in November 2026 that pay ten percent, split evenly, due after thirty days.
/// </summary>
internal static class Effects
{
    /// <summary>Ten percent, fifteen from 1,000.00 a month, caps, a bonus and a screen.</summary>
    private const string Document = """
        {
          "schema": "affiliate-rules/1", "name": "Partner program", "currency": "USD",
          "attribution": { "model": "linear", "window_days": 90, "precedence": ["click"] },
          "eligibility": { "existing_customers": "include", "self_referral": "hold",
            "screens": [ { "id": "far-away", "on": "sale", "when": { "field": "customer.country", "op": "equals", "value": "ZZ" }, "then": "reject", "reason": "Far away" } ] },
          "commissions": [ { "id": "share", "on": "sale", "base": "gross",
            "pay": { "tiers": { "by": "partner.sale_amount", "window": "month", "mode": "marginal", "steps": [ { "from": 0, "percent": "10" }, { "from": 100000, "percent": "15" } ] } } } ],
          "select": "highest",
          "caps": [ { "id": "per-customer", "scope": "customer", "window": "year", "max": 9000 }, { "id": "per-partner", "scope": "partner", "window": "month", "max": 20000 } ],
          "bonuses": [ { "id": "three-sales", "metric": "partner.sales", "window": "quarter", "at_least": 3, "pay": { "flat": 50000 } } ],
          "hold_days": 14,
          "payout": { "minimum": 0, "methods": ["ach"], "require": [] },
          "onboarding": { "remind_after_hours": 24, "escalate_after_hours": 72, "expire_after_hours": 336, "on_expiry": "reject", "terms_version": "1" },
          "review": {}
        }
        """;

    private static readonly ApprovedRuleBook Book = new(
        7,
        DateTimeOffset.UnixEpoch,
        "hash",
        RuleBookDocument.Compile(Document)
    );

    public static DateTimeOffset SaleAt { get; } = new(2026, 11, 5, 10, 0, 0, TimeSpan.Zero);

    public static PartnerId Partner { get; } = PartnerId.Parse("prt_1");

    public static PartnerId Other { get; } = PartnerId.Parse("prt_2");

    public static Period November { get; } = Period.Parse("2026-11");

    public static Period December { get; } = Period.Parse("2026-12");

    public static ConversionEffect Sale(
        string id,
        long amount = 10_000,
        string? hold = null,
        string customer = "customer-1",
        params PartnerId[] credited
    ) =>
        new(
            EventId.Parse(id),
            SaleAt,
            CustomerId.Parse(customer),
            new TenPercent(amount, credited is [] ? [Partner] : credited),
            hold
        );

    /// <summary>A sale that the rule book judges.</summary>
    public static ConversionEffect Judged(
        string id,
        long amount,
        string customer,
        string? country = null,
        string? email = null,
        params PartnerId[] credited
    )
    {
        var input = new EvaluationInput
        {
            Conversion = new ConversionFacts
            {
                Type = ConversionType.Sale,
                EventId = EventId.Parse(id),
                OccurredAt = SaleAt,
                Amount = amount,
            },
            Customer = new CustomerFacts
            {
                ExternalId = customer,
                Country = country,
                Email = email,
            },
            Partner = new PartnerFacts { Id = credited is [] ? Partner : credited[0], Email = "owner@partner.example" },
            Credits = credited is [] ? Credit.Whole(Partner) : [.. credited.Select(partner => new Credit(partner, 1))],
            History = new CustomerHistory(id is "sale-2" or "sale-4" ? 1 : 0, null),
        };
        return new ConversionEffect(
            input.Conversion.EventId,
            SaleAt,
            CustomerId.Parse(customer),
            new RuleBookConversion(Book, input),
            null
        );
    }

    public static RefundEffect Refund(string id, string sale, long total, int sequence, long saleAmount = 10_000) =>
        new(EventId.Parse(id), SaleAt.AddDays(1), EventId.Parse(sale), saleAmount, total, sequence);

    /// <summary>Rules that pay ten percent up to the caps, and a bonus with the sale that reaches a number.</summary>
    internal sealed record TenPercent(long SaleAmount, IReadOnlyList<PartnerId> Credited) : IConversionRules
    {
        public long PartnerCap { get; init; } = long.MaxValue;

        public long CustomerCap { get; init; } = long.MaxValue;

        public int BonusAt { get; init; } = int.MaxValue;

        public EffectStatus Decision { get; init; } = EffectStatus.Applied;

        public string? Reason { get; init; }

        public int Version => 1;

        public int HoldDays => 30;

        public bool HasCustomerCaps => CustomerCap != long.MaxValue;

        public ConversionGrants Evaluate(PartnerState partner)
        {
            var counted = Counts.None with { Sales = 1, SaleAmount = SaleAmount };
            var amount = new[]
            {
                SaleAmount / 10,
                PartnerCap - partner.CapUse.GetValueOrDefault("year"),
                CustomerCap - partner.CustomerCapUse.GetValueOrDefault("customer"),
            }.Min();
            if (Decision == EffectStatus.Rejected || amount == 0)
            {
                return new ConversionGrants(Decision, Reason, [], counted);
            }

            var grants = Credited.Select(credited => new Grant(
                credited,
                "share",
                "sale",
                SaleAmount,
                amount / Credited.Count,
                "USD",
                TraceOf("share", credited)
            ));
            var paysBonus = partner.Counts.Lifetime.Sales + 1 >= BonusAt && !partner.Bonuses.Contains("bonus");
            return new ConversionGrants(
                Decision,
                Reason,
                [.. grants, .. paysBonus ? [Bonus(partner.Id)] : Array.Empty<Grant>()],
                counted
            )
            {
                PartnerCaps = [new("year", amount)],
                CustomerCaps = [new("customer", amount)],
                Bonuses = paysBonus ? ["bonus"] : [],
            };
        }

        private static Grant Bonus(PartnerId partner) =>
            new(partner, "bonus", Grant.BonusSource, 0, 50_000, "USD", TraceOf("bonus", partner));

        private static CommissionTrace TraceOf(string rule, PartnerId partner) =>
            new(
                rule,
                partner,
                0,
                [],
                new EvaluationTrace
                {
                    RulesHash = "hash",
                    Currency = "USD",
                    Event = new ConversionFacts
                    {
                        Type = ConversionType.Sale,
                        EventId = EventId.Parse("sale"),
                        OccurredAt = SaleAt,
                    },
                    Customer = new CustomerFacts(),
                    Partner = new PartnerFacts { Id = partner },
                    Credits = Credit.Whole(partner),
                    History = CustomerHistory.None,
                    CapUsed = new Dictionary<string, long>(),
                }
            );
    }
}
