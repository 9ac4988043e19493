using Affiliate.Domain.Identity;
using Affiliate.Pages;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>The monthly cycle of a program.</summary>
public sealed record StoredCycle
{
    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The month of the cycle.</summary>
    public required Period Period { get; init; }

    /// <summary>The status.</summary>
    public required CycleStatus Status { get; init; }

    /// <summary>
    /// Who started the cycle: the e-mail address of the person who prepared it, <c>key</c> for a caller with the
    /// function key who names no person, <c>rule:schedule</c> for the timer. A person cannot approve what it prepared.
    /// </summary>
    public required string StartedBy { get; init; }

    /// <summary>When the cycle, or its current attempt, started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The attempt, from 0. A rejected cycle is computed again with the next number.</summary>
    public int Attempt { get; init; }

    /// <summary>The commissions and partners that a person has excluded from the cycle.</summary>
    public CycleExclusions Excluded { get; init; } = new([], []);

    /// <summary>
    /// The payouts and commissions that approvers have taken out of the cycle. They stay payable, and later attempts of
    /// the same cycle do not pay them either.
    /// </summary>
    public IReadOnlyList<CycleExclusion> ExcludedByApprovers { get; init; } = [];

    /// <summary>
    /// The version of the payout settings that were in force when the cycle, or its current attempt, started. The
    /// payment files use this version, whatever changes later. Null if there were none.
    /// </summary>
    public int? PayoutSettings { get; init; }

    /// <summary>
    /// The payout methods that are paid through the API of their provider, decided when the cycle, or its current
    /// attempt, starts. The approval shows them.
    /// </summary>
    public IReadOnlyList<string> ApiMethods { get; init; } = [];

    /// <summary>The program's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>How many partners are paid.</summary>
    public int Partners { get; init; }

    /// <summary>The sum of the payouts, in minor units.</summary>
    public long Total { get; init; }

    /// <summary>The fingerprint of the approved payouts; see <see cref="PayoutTotals.Fingerprint"/>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Whether a second person must approve the cycle.</summary>
    public bool NeedsSecondApproval { get; init; }

    /// <summary>The approvals and rejections so far.</summary>
    public IReadOnlyList<CycleApproval> Approvals { get; init; } = [];

    /// <summary>The id of the approval that the cycle waits for, or null.</summary>
    public string? OpenApproval { get; init; }

    /// <summary>The fingerprints of the payouts that the requested approvals show, by the id of the approval.</summary>
    public IReadOnlyDictionary<string, string> Requested { get; init; } = new Dictionary<string, string>();

    /// <summary>The payment files.</summary>
    public IReadOnlyList<CycleFile> Files { get; init; } = [];

    /// <summary>
    /// The payouts that were taken out of the cycle after an approval was requested, because the partner has changed.
    /// </summary>
    public IReadOnlyList<DroppedPayout> Dropped { get; init; } = [];

    /// <summary>
    /// The totals of the partners that are not paid; <see cref="SkippedPartnerStore"/> has the partners. Their due
    /// amounts stay payable.
    /// </summary>
    public SkippedTotals Skipped { get; init; } = SkippedTotals.None;

    /// <summary>When the cycle was approved, or null.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>
    /// The time of creation that the payment files contain, in the program's time zone. It is stored before the first
    /// file is written, so that a repeated step writes the same bytes.
    /// </summary>
    public DateTimeOffset? FilesDatedAt { get; init; }

    /// <summary>The run of the step that has written the files; null before they are handed over.</summary>
    public string? FileRun { get; init; }

    /// <summary>When the payment files were written, or null.</summary>
    public DateTimeOffset? PayingSince { get; init; }

    /// <summary>How many reminders of missing payment results were sent.</summary>
    public int SettlementReminders { get; init; }

    /// <summary>When the last payout was paid or failed, or null while payouts are open.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The id of the orchestration of the current attempt.</summary>
    public string InstanceId => InstanceIdOf(Program, Period, Attempt);

    /// <summary>The id of the orchestration of an attempt of a period.</summary>
    public static string InstanceIdOf(ProgramSlug program, Period period, int attempt = 0) =>
        attempt == 0 ? $"cycle-{program}-{period}" : $"cycle-{program}-{period}-{attempt + 1}";

    /// <summary>The run by which the ledger reserves the payouts.</summary>
    /// <param name="zone">The program's time zone.</param>
    public PayoutRun RunIn(TimeZoneInfo zone) =>
        new(Period, Period.End(zone), Attempt)
        {
            Excluded =
            [
                .. Excluded.Commissions,
                .. ExcludedByApprovers.Select(excluded => excluded.Commission).OfType<CommissionId>(),
            ],
        };

    /// <summary>Whether a person has excluded the partner from the cycle.</summary>
    public bool Excludes(PartnerId partner) => Excluded.Partners.Contains(partner) || ExclusionOf(partner) is not null;

    /// <summary>The exclusion of a partner's whole payout by an approver, or null.</summary>
    public CycleExclusion? ExclusionOf(PartnerId partner) =>
        ExcludedByApprovers.FirstOrDefault(excluded => excluded.Partner == partner && excluded.Commission is null);

    /// <summary>The exclusions of commissions of a payout by approvers.</summary>
    public IReadOnlyList<CycleExclusion> ExclusionsIn(StoredPayout payout) =>
        [
            .. ExcludedByApprovers.Where(excluded =>
                excluded.Partner == payout.Partner
                && excluded.Commission is { } commission
                && payout.Lines.Any(line => line.Commission == commission)
            ),
        ];

    /// <summary>The cycle with these payouts; an approval applies to them.</summary>
    public StoredCycle With(PayoutTotals paid) =>
        this with
        {
            Partners = paid.Count,
            Total = paid.Sum,
            Fingerprint = paid.Fingerprint,
        };

    /// <summary>
    /// The cycle with a payout listed as taken out, which counts as not paid; the same instance if it is listed.
    /// </summary>
    public StoredCycle Drop(DroppedPayout dropped) =>
        Dropped.Any(other => other.Partner == dropped.Partner)
            ? this
            : this with
            {
                Dropped = [.. Dropped, dropped],
                Skipped = Skipped.With(dropped.Amount),
            };

    /// <summary>The cycle with a requested approval. A request that was made before keeps what it shows.</summary>
    public StoredCycle Request(string approval) =>
        this with
        {
            OpenApproval = approval,
            Requested = Requested.ContainsKey(approval)
                ? Requested
                : new Dictionary<string, string>(Requested) { [approval] = Fingerprint! },
        };

    /// <summary>An amount of the cycle as people read it, such as <c>1,234.50 USD</c>.</summary>
    public string AmountText(long amount) => DisplayFormat.Amount(amount, Currency);

    /// <summary>
    /// The cycle without the hints about a partner's accounts and without what approvers wrote about the partner; the
    /// same instance if it has none.
    /// </summary>
    public StoredCycle WithoutTextsOf(PartnerId partner) =>
        Dropped.Any(dropped =>
            dropped.Partner == partner && (dropped.Account ?? dropped.NewAccount ?? dropped.Detail) is not null
        ) || ExcludedByApprovers.Any(excluded => excluded.Partner == partner && excluded.Reason is not null)
            ? this with
            {
                Dropped =
                [
                    .. Dropped.Select(dropped =>
                        dropped.Partner == partner
                            ? dropped with
                            {
                                Account = null,
                                NewAccount = null,
                                Detail = null,
                            }
                            : dropped
                    ),
                ],
                ExcludedByApprovers =
                [
                    .. ExcludedByApprovers.Select(excluded =>
                        excluded.Partner == partner ? excluded with { Reason = null } : excluded
                    ),
                ],
            }
            : this;

    /// <summary>The rejected cycle, to be computed again.</summary>
    public StoredCycle Again(
        string startedBy,
        DateTimeOffset now,
        CycleExclusions excluded,
        int? payoutSettings,
        IReadOnlyList<string> apiMethods
    ) =>
        Status == CycleStatus.Rejected
            ? this with
            {
                Status = CycleStatus.Closing,
                StartedBy = startedBy,
                StartedAt = now,
                Attempt = Attempt + 1,
                Excluded = excluded,
                PayoutSettings = payoutSettings,
                ApiMethods = apiMethods,
                FilesDatedAt = null,
                Partners = 0,
                Total = 0,
                Fingerprint = null,
                NeedsSecondApproval = false,
                Skipped = SkippedTotals.None,
                Dropped = [],
                SettlementReminders = 0,
            }
            : throw new InvalidOperationException($"The cycle {Period} of {Program} is not rejected.");

    /// <summary>
    /// The batch in which a reserved payout is with a provider, or null. The provider alone then decides what becomes
    /// of the payout.
    /// </summary>
    public CycleFile? BatchOf(StoredPayout payout) => BatchOf(PayoutState.Of(payout));

    /// <inheritdoc cref="BatchOf(StoredPayout)"/>
    public CycleFile? BatchOf(PayoutState payout) =>
        payout.Status == PayoutStatus.Reserved
            ? Files.FirstOrDefault(file => file.Rail == payout.Method && file.IsInFlight)
            : null;

    /// <summary>The cycle with the result of <paramref name="change"/> on one of its files.</summary>
    public StoredCycle WithFile(string name, Func<CycleFile, CycleFile> change) =>
        this with
        {
            Files = [.. Files.Select(file => file.Name == name ? change(file) : file)],
        };

    /// <summary>The cycle in the next status. A cycle that is already past that status stays unchanged.</summary>
    public StoredCycle MoveTo(CycleStatus next) =>
        next > Status && Status != CycleStatus.Rejected ? this with { Status = next } : this;
}
