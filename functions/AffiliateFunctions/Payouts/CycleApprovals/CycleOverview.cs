using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>
/// What an approver has to know about the payouts of a cycle: the numbers and sums of all payouts, and the largest of
/// them. The payouts are added in the order of the partners' ids.
/// </summary>
/// <param name="cycle">The cycle.</param>
/// <param name="earlier">The cycles before.</param>
internal sealed class CycleOverview(StoredCycle cycle, EarlierCycles earlier)
{
    private const int MaxRows = 500;
    private const int MaxOthers = 100;

    private readonly Dictionary<PayoutConcerns, PayoutSum> concerns = [];
    private IReadOnlyDictionary<PartnerId, string> companies = new Dictionary<PartnerId, string>();
    private readonly Dictionary<string, PayoutSum> methods = new(StringComparer.Ordinal);

    /// <summary>The cycle.</summary>
    public StoredCycle Cycle => cycle;

    /// <summary>The cycles before.</summary>
    public EarlierCycles Earlier => earlier;

    /// <summary>The payouts that need attention.</summary>
    public LargestItems<ReviewedPayout> Attention { get; } = new(MaxRows);

    /// <summary>The other payouts.</summary>
    public LargestItems<ReviewedPayout> Others { get; } = new(MaxOthers);

    /// <summary>The commissions that exceed the amount of their sale, of the largest payouts first.</summary>
    public LargestItems<(ReviewedPayout Reviewed, PayoutLine Line)> Exceeding { get; } = new(MaxOthers);

    /// <summary>The partners that are not paid.</summary>
    public LargestItems<SkippedPartner> NotPaid { get; } = new(MaxRows);

    /// <summary>The accounts that several partners use, of which the cycle pays at least one.</summary>
    public IReadOnlyList<SharedAccount> SharedAccounts { get; private set; } = [];

    /// <summary>How many such accounts there are.</summary>
    public int SharedAccountCount { get; private set; }

    /// <summary>The largest payout, or null.</summary>
    public ReviewedPayout? Largest { get; private set; }

    /// <summary>The payouts that need attention for a reason.</summary>
    public PayoutSum SumOf(PayoutConcerns concern) => concerns.GetValueOrDefault(concern);

    /// <summary>The payouts by a method.</summary>
    public PayoutSum SumOf(string method) => methods.GetValueOrDefault(method);

    /// <summary>The company of a partner, or its id if the partner is gone.</summary>
    public string CompanyOf(PartnerId partner) => companies.GetValueOrDefault(partner, partner.Value);

    /// <summary>Adds what is known once all payouts are added.</summary>
    /// <param name="named">The companies of the partners that the tables name beside the payouts.</param>
    /// <param name="shared">The first of the accounts that several partners use.</param>
    /// <param name="sharedCount">How many such accounts there are.</param>
    public CycleOverview With(
        IReadOnlyDictionary<PartnerId, string> named,
        IReadOnlyList<SharedAccount> shared,
        int sharedCount
    )
    {
        (companies, SharedAccounts, SharedAccountCount) = (named, shared, sharedCount);
        return this;
    }

    /// <summary>Adds a payout.</summary>
    public void Add(ReviewedPayout reviewed)
    {
        var payout = reviewed.Payout;
        (reviewed.Concerns == PayoutConcerns.None ? Others : Attention).Add(reviewed, payout.Amount);
        Largest = payout.Amount > (Largest?.Payout.Amount ?? long.MinValue) ? reviewed : Largest;
        methods[payout.Method] = SumOf(payout.Method).With(payout.Amount);
        foreach (var concern in Enum.GetValues<PayoutConcerns>().Where(value => reviewed.Concerns.HasFlag(value)))
        {
            concerns[concern] = SumOf(concern).With(payout.Amount);
        }

        foreach (var line in payout.Lines.Where(line => line.ExceededBase is not null))
        {
            Exceeding.Add((reviewed, line), line.Amount, rank: payout.Amount);
        }
    }
}

/// <summary>How many payouts there are of a kind.</summary>
/// <param name="Count">The number.</param>
/// <param name="Amount">Their sum, in minor units.</param>
internal readonly record struct PayoutSum(int Count, long Amount)
{
    /// <summary>The sum with another payout.</summary>
    public PayoutSum With(long amount) => new(Count + 1, checked(Amount + amount));
}

/// <summary>A payout with what an approver has to know about it.</summary>
/// <param name="Payout">The payout.</param>
/// <param name="Company">The partner's company.</param>
/// <param name="Concerns">Why the payout needs attention.</param>
/// <param name="Notes">The same in sentences.</param>
internal sealed record ReviewedPayout(
    StoredPayout Payout,
    string Company,
    PayoutConcerns Concerns,
    IReadOnlyList<string> Notes
);

/// <summary>An account that several partners use.</summary>
/// <param name="Summary">A hint about the account.</param>
/// <param name="Partners">The partners.</param>
internal sealed record SharedAccount(string Summary, IReadOnlyList<string> Partners);

/// <summary>Why a payout needs attention.</summary>
[Flags]
internal enum PayoutConcerns
{
    /// <summary>Nothing is unusual.</summary>
    None = 0,

    /// <summary>The partner has had no payout before.</summary>
    NewPayee = 1,

    /// <summary>The account was changed lately.</summary>
    ChangedAccount = 2,

    /// <summary>Another partner uses the same account.</summary>
    SharedAccount = 4,

    /// <summary>The amount is more than three times the partner's average.</summary>
    UnusualAmount = 8,

    /// <summary>The payout alone exceeds the limit from which a second person approves.</summary>
    AboveLimit = 16,
}
