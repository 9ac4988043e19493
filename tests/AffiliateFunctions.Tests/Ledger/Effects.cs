using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>Effects for tests: sales in November 2026 that pay ten percent, split evenly, due after thirty days.</summary>
internal static class Effects
{
    public static DateTimeOffset SaleAt { get; } = new(2026, 11, 5, 10, 0, 0, TimeSpan.Zero);

    public static PartnerId Partner { get; } = PartnerId.Parse("prt_1");

    public static PartnerId Other { get; } = PartnerId.Parse("prt_2");

    public static Period November { get; } = Period.Parse("2026-11");

    public static Period December { get; } = Period.Parse("2026-12");

    public static ConversionEffect Sale(string id, long amount = 10_000, string? hold = null, string customer = "customer-1", params PartnerId[] credited)
        => new(EventId.Parse(id), SaleAt, CustomerId.Parse(customer), new TenPercent(amount, credited is [] ? [Partner] : credited), hold);

    public static RefundEffect Refund(string id, string sale, long total, int sequence, long saleAmount = 10_000)
        => new(EventId.Parse(id), SaleAt.AddDays(1), EventId.Parse(sale), saleAmount, total, sequence);

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

        public bool HasCustomerCaps => true;

        public ConversionGrants Evaluate(PartnerStanding partner)
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

            var grants = Credited.Select(credited => new Grant(credited, "share", "sale", SaleAmount, amount / Credited.Count, "USD", "{}"));
            var paysBonus = partner.Counts.Lifetime.Sales + 1 >= BonusAt && !partner.Bonuses.Contains("bonus");
            return new ConversionGrants(Decision, Reason, [.. grants, .. paysBonus ? [Bonus(partner.Id)] : Array.Empty<Grant>()], counted)
            {
                PartnerCaps = [new("year", amount)],
                CustomerCaps = [new("customer", amount)],
                Bonuses = paysBonus ? ["bonus"] : [],
            };
        }

        private static Grant Bonus(PartnerId partner) => new(partner, "bonus", Grant.BonusSource, 0, 50_000, "USD", "{}");
    }
}
