using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Tests.Rules.Equivalence;

/// <summary>Random events of all kinds with their customers, partners and credits, by a seed.</summary>
internal sealed class RandomEvents(Random random)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 5, 10, 0, 0, TimeSpan.Zero);

    public EvaluationInput Next()
    {
        var credits = Enumerable
            .Range(
                1,
                random.Next(12) == 0 ? 0
                    : random.Next(3) == 0 ? random.Next(2, 6)
                    : 1
            )
            .Select(partner => new Credit(PartnerId.Parse($"prt_{partner}"), random.Next(1, 50)))
            .ToArray();
        return new EvaluationInput
        {
            Conversion = Event(),
            Customer = Customer(),
            Partner = new PartnerFacts
            {
                Id = PartnerId.Parse("prt_1"),
                Group = Any("default", "gold")!,
                Country = Any("US", "DE", null),
                Email = Any(null, null, "owner@acme.example", "ann@partner.example"),
                Stats = new PartnerStats
                {
                    Clicks = Counts(20),
                    Leads = Counts(5),
                    Sales = Counts(5),
                    Customers = Counts(5),
                    SaleAmount = Counts(4_000),
                    CommissionAmount =
                        random.Next(40) == 0 ? new MetricCounts(9_007_199_254_740_990, 0, 0, 5) : Counts(20),
                },
            },
            Credits = credits,
            OtherEmails = random.Next(6) == 0 ? ["jane@buyer.example"] : [],
            Touches =
            [
                .. credits.Select(credit => new Touch(
                    credit.Partner,
                    (TouchKind)random.Next(4),
                    Start.AddDays(-random.Next(120))
                )),
            ],
            History = new CustomerHistory(random.Next(3), random.Next(2) == 0 ? Start.AddDays(-random.Next(60)) : null)
            {
                RulesPaid = random.Next(3) == 0 ? ["rule-1", "rule-3", "rule-4"] : null,
            },
            FirstTouchAt = random.Next(2) == 0 ? Start.AddDays(-random.Next(400)) : null,
            CapUsed = Enumerable
                .Range(0, 3)
                .Where(_ => random.Next(2) == 0)
                .ToDictionary(cap => $"cap-{cap}", _ => (long)random.Next(4_000)),
            BonusesPaid =
                random.Next(3) == 0
                    ? new HashSet<string> { "bonus-0:2026-11", "bonus-0:lifetime", "bonus-1:2026-Q4" }
                    : new HashSet<string>(),
            Version = random.Next(2) == 0 ? 3 : null,
        };
    }

    private ConversionFacts Event()
    {
        var type = random.Next(5) > 0 ? ConversionType.Sale : (ConversionType)random.Next(3);
        var facts = new ConversionFacts
        {
            Type = type,
            EventId = EventId.Parse($"e{random.Next(1_000)}"),
            OccurredAt = Start.AddDays(random.Next(200)),
            StageName = Any("demo", "won", null),
            ReportedBy = Any(null, null, "partner"),
            ClickCountry = Text("click.country"),
            Metadata = Metadata("seats", "team"),
        };
        return type == ConversionType.Sale ? Sale(facts) : facts;
    }

    private ConversionFacts Sale(ConversionFacts facts)
    {
        var amount = random.Next(12) switch
        {
            0 => 0,
            1 => 9_007_199_254_740_991,
            2 => random.NextInt64(9_007_199_254_740_991),
            _ => random.Next(30_000),
        };
        var currency = Any(null, "USD", "EUR", "JPY", "KWD");
        var sale = facts with
        {
            Amount = amount,
            Tax = Part(amount),
            Fee = Part(amount),
            Shipping = Part(amount),
            Tip = Part(amount),
            Duty = Part(amount),
            Currency = currency is null ? null : Currency.Parse(currency),
            FxRate =
                currency is null or "USD" || random.Next(8) == 0
                    ? null
                    : new decimal(random.Next(1, 2_000_000_000), random.Next(3) == 0 ? random.Next(9) : 0, 0, false, 9),
            ProductId = Text("sale.product_id"),
            Plan = Text("sale.plan"),
            Quantity = random.Next(3) == 0 ? random.Next(15) : null,
            SaleType = Text("sale.type"),
        };
        return random.Next(3) == 0 ? WithLines(sale) : sale;
    }

    private ConversionFacts WithLines(ConversionFacts sale)
    {
        var lines = Enumerable
            .Range(0, random.Next(1, 7))
            .Select(line => new SaleLine
            {
                LineId = random.Next(2) == 0 ? $"line-{line}" : null,
                ProductId = Text("sale.product_id"),
                Plan = Text("sale.plan"),
                Quantity = random.Next(3) == 0 ? null : random.Next(1, 15),
                Amount = random.Next(1, 20_000),
            })
            .ToList();
        if (lines.Count > 1 && random.Next(3) == 0)
        {
            lines[^1] = lines[^1] with { Amount = -random.Next(1, (int)lines[0].Amount + 1) };
        }

        var sum = lines.Sum(line => line.Amount);
        return sale with
        {
            Lines = lines,
            Amount = sum,
            Tax = sum / 7,
            Fee = sum / 50,
            Shipping = sum / 20,
            Tip = 0,
            Duty = 0,
        };
    }

    private CustomerFacts Customer() =>
        new()
        {
            ExternalId = Any("c1", null),
            Email = Any(null, null, "jane@buyer.example", "owner@acme.example", "Joe@ACME.example"),
            Country = Text("customer.country"),
            Source = Text("customer.source"),
            SignupDate = Time(),
            SubscriptionStart = Time(),
            SubscriptionMonths = random.Next(2) == 0 ? random.Next(20) : null,
            SaleAmount = random.Next(2) == 0 ? random.Next(20_000) : null,
            Sales = random.Next(2) == 0 ? random.Next(20) : null,
        };

    private WrittenTime? Time() =>
        WrittenTime.TryParse(
            Any(null, "2026-11-05", "2026-11-05T10:00:00Z", "2026-11-05T11:00:00+02:00", "2025-02-03"),
            out var time
        )
            ? time
            : null;

    private Dictionary<string, string> Metadata(params string[] keys) =>
        keys.Where(_ => random.Next(4) > 0)
            .ToDictionary(key => key, key => Any(RandomRules.TextFields[$"sale.metadata.{key}"])!);

    private MetricCounts Counts(int below) =>
        new(random.Next(below), random.Next(below), random.Next(below), random.Next(below));

    private long Part(long amount) => random.Next(3) == 0 ? amount / random.Next(4, 40) : 0;

    private string? Text(string field) => random.Next(6) == 0 ? null : Any(RandomRules.TextFields[field]);

    private string? Any(params string?[] choices) => choices[random.Next(choices.Length)];
}
