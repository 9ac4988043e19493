namespace Affiliate.Demo;

/// <summary>The events of the demo, generated from a seed: the same start date gives the same plan.</summary>
/// <param name="Applicants">The applicants.</param>
/// <param name="Months">The clicks, leads, sales and refunds of each month.</param>
internal sealed record DemoPlan(IReadOnlyList<Applicant> Applicants, IReadOnlyList<MonthPlan> Months)
{
    public const int Partners = 26;

    private const int Seed = 20261101;
    private const int ClicksAMonth = 420;
    private const int NamedClicksAMonth = 40;
    private const int LeadsAMonth = 110;
    private const int NewCustomersAMonth = 90;
    private const int RefundsAMonth = 12;

    private static readonly string[] First =
    [
        "Northern",
        "Bright",
        "Harbor",
        "Cedar",
        "Summit",
        "Lake",
        "Granite",
        "Clear",
        "Silver",
        "Maple",
        "Valley",
        "Coast",
        "Prairie",
        "Copper",
    ];
    private static readonly string[] Second = ["Media", "Advisors"];

    /// <summary>Creates the plan for a number of months from a first day.</summary>
    public static DemoPlan Make(DateTimeOffset begin, int months)
    {
        var random = new Random(Seed);
        var plans = new List<MonthPlan>();
        var customers = new List<PlannedCustomer>();
        var sales = new List<PlannedSale>();
        for (var month = 0; month < months; month++)
        {
            plans.Add(Month(random, begin.AddMonths(month), month + 1, customers, sales));
        }

        return new DemoPlan([.. Applying()], plans);
    }

    private static IEnumerable<Applicant> Applying()
    {
        for (var i = 0; i < Partners; i++)
        {
            yield return new Applicant(
                $"{First[i % First.Length]} {Second[i / First.Length]}",
                Fate.Approved,
                HasPayoutDetails: i % 13 != 12
            );
        }

        yield return new Applicant("Unsuitable Traffic", Fate.Rejected, HasPayoutDetails: false);
        yield return new Applicant("Silent Partners", Fate.NeverConfirms, HasPayoutDetails: false);
    }

    private static MonthPlan Month(
        Random random,
        DateTimeOffset begin,
        int number,
        List<PlannedCustomer> customers,
        List<PlannedSale> earlier
    )
    {
        var clicks = Enumerable
            .Range(0, ClicksAMonth)
            .Select(i => new PlannedClick(
                $"click-{number}-{i}",
                random.Next(Partners),
                Within(random, begin),
                i < NamedClicksAMonth
            ))
            .ToList();
        var named = clicks.Where(click => click.IsNamed).OrderBy(click => click.At).ToList();
        var leads = new List<PlannedLead>();
        for (var i = 0; i < LeadsAMonth; i++)
        {
            var click = i < named.Count ? named[i] : null;
            var customer = new PlannedCustomer($"cus_demo_{number}_{i}", click?.Partner ?? random.Next(Partners));
            customers.Add(customer);
            leads.Add(
                new PlannedLead(
                    $"lead-{number}-{i}",
                    customer,
                    click,
                    click?.At.AddMinutes(20) ?? Within(random, begin)
                )
            );
        }

        var buying = leads
            .Take(NewCustomersAMonth)
            .Select(lead => (lead.Customer, At: lead.At.AddHours(3), IsFirst: true))
            .Concat(
                earlier
                    .Where(sale => sale.IsFirst)
                    .Select(sale => (sale.Customer, At: Within(random, begin), IsFirst: false))
            );
        var sales = buying
            .Select((buy, i) => SaleOf(random, $"{number}-{i}", buy.Customer, buy.At, buy.IsFirst, i % 3 == 0))
            .ToList();
        var refunds = sales
            .Where((_, i) => i % (sales.Count / RefundsAMonth) == 1)
            .Take(RefundsAMonth)
            .Select(
                (sale, i) =>
                    new PlannedRefund(
                        $"refund-{number}-{i}",
                        sale,
                        i % 2 == 0 ? sale.Amount : sale.Amount / 3,
                        sale.At.AddHours(12)
                    )
            )
            .ToList();
        earlier.AddRange(sales);
        return new MonthPlan(begin, number, clicks, leads, sales, refunds);
    }

    private static PlannedSale SaleOf(
        Random random,
        string name,
        PlannedCustomer customer,
        DateTimeOffset at,
        bool isFirst,
        bool isWebhook
    )
    {
        var amount = random.Next(2_000, 60_000);
        return new PlannedSale(
            $"in_demo_{name.Replace('-', '_')}",
            customer,
            amount,
            amount / 10,
            at,
            isFirst,
            isWebhook
        );
    }

    // Nothing happens on the last two days of a month, so that all effects fall into the same month.
    private static DateTimeOffset Within(Random random, DateTimeOffset begin) =>
        begin.AddMinutes(random.Next((int)(begin.AddMonths(1) - begin).TotalMinutes - (2 * 24 * 60)));
}

/// <summary>An applicant.</summary>
/// <param name="Company">The company.</param>
/// <param name="Fate">The outcome of the application.</param>
/// <param name="HasPayoutDetails">Whether the partner enters payout details.</param>
internal sealed record Applicant(string Company, Fate Fate, bool HasPayoutDetails)
{
    public string Email => $"partners@{Company.Replace(' ', '-').ToLowerInvariant()}.example.org";
}

/// <summary>The outcome of an application.</summary>
internal enum Fate
{
    Approved,
    Rejected,
    NeverConfirms,
}

/// <summary>The planned events of a month.</summary>
internal sealed record MonthPlan(
    DateTimeOffset Begin,
    int Number,
    IReadOnlyList<PlannedClick> Clicks,
    IReadOnlyList<PlannedLead> Leads,
    IReadOnlyList<PlannedSale> Sales,
    IReadOnlyList<PlannedRefund> Refunds
);

/// <summary>A click. A named click is sent separately, and its click id is used later.</summary>
internal sealed record PlannedClick(string Id, int Partner, DateTimeOffset At, bool IsNamed);

/// <summary>A customer, and the partner who refers the customer.</summary>
internal sealed record PlannedCustomer(string Id, int Partner);

/// <summary>A lead, attributed by a click id or by the partner's code.</summary>
internal sealed record PlannedLead(string Id, PlannedCustomer Customer, PlannedClick? Click, DateTimeOffset At);

/// <summary>A sale, reported by webhook or by the API.</summary>
internal sealed record PlannedSale(
    string Invoice,
    PlannedCustomer Customer,
    long Amount,
    long Tax,
    DateTimeOffset At,
    bool IsFirst,
    bool IsWebhook
);

/// <summary>A refund of a sale.</summary>
internal sealed record PlannedRefund(string Id, PlannedSale Sale, long Amount, DateTimeOffset At);
