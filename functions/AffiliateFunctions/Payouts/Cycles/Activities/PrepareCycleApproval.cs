using AffiliateFunctions.Approvals;
using AffiliateFunctions.Payouts.CycleApprovals;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Makes the next approval request of a round for the payouts of a cycle. Finance approves first. Above the rule book's
/// limit the owner approves too, and must be another person.
/// </summary>
public sealed class PrepareCycleApproval(
    IPrograms programs,
    CycleStore cycles,
    CycleApprovalContent content,
    IApprovals approvals,
    TimeProvider clock
)
{
    /// <summary>The decision to approve the payouts.</summary>
    public const string Approve = "approve";

    /// <summary>The decision to reject the payouts.</summary>
    public const string Reject = "reject";

    /// <summary>The decision to exclude the selected rows; the approval is requested again without them.</summary>
    public const string Exclude = "exclude";

    /// <summary>The outcome when nobody decides in time. The approval is requested again.</summary>
    public const string Expired = "expired";

    private static readonly TimeSpan ExpireAfter = TimeSpan.FromDays(14);

    private static readonly ApprovalOption[] Options =
    [
        new(Approve, "Approve the payouts"),
        new(Reject, "Reject the payouts", ReasonRequired: true) { Reasons = ApprovalReason.OfPayments },
        new(Exclude, "Exclude the selected and ask again", ReasonRequired: true) { SelectionRequired = true },
    ];

    /// <inheritdoc cref="PrepareCycleApproval"/>
    [Function(nameof(PrepareCycleApproval))]
    public async Task<PreparedApproval> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var (key, round) = (input.Key, input.Round);
        var (program, _) = await cycles.RequireWithProgramAsync(programs, key, cancellationToken);
        var cycle = await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored => stored.MoveTo(CycleStatus.AwaitingApproval),
            cancellationToken
        );
        var needed =
            cycle.Partners == 0 ? 0
            : cycle.NeedsSecondApproval ? 2
            : 1;
        if (round.Outcomes.Count >= needed)
        {
            return new PreparedApproval(null, cycle.Fingerprint!, cycle.Partners);
        }

        var isFirst = round.Outcomes.Count == 0;
        var id = IdOf(key, isFirst, round.Number);
        var approvers = CycleApprovers.Of(program, round, cycle.StartedBy);
        var now = clock.GetUtcNow();
        var (facts, sections) = await content.OfAsync(cycle, now + ExpireAfter, cancellationToken);
        var request = new ApprovalRequest
        {
            Id = id,
            Program = key.Program,
            Kind = ApprovalKinds.Cycle,
            Subject = $"{(isFirst ? "Approve" : "Second approval of")} the payouts of {key.Period} of {program.Name}",
            Facts = facts,
            Sections = sections,
            Options = Options,
            AfterApproval = round.Outcomes.Count + 1 < needed ? NextApprovers.SecondPersonFollows : null,
            IsOfSecondPerson = !isFirst,
            Owner = approvers.Asked[0],
            Backup = approvers.Asked[^1],
            Excluded = approvers.Excluded,
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = ExpireAfter,
            DecisionOnExpiry = Expired,
        };
        // An orchestration that is restarted finds the earlier request, which shows the payouts as they were then.
        var requested = await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored => stored.Request(id),
            cancellationToken
        );
        return new PreparedApproval(
            await approvals.PrepareAsync(request, now, cancellationToken),
            requested.Requested[id],
            cycle.Partners
        );
    }

    /// <summary>The id of an approval of a cycle.</summary>
    /// <param name="key">The cycle.</param>
    /// <param name="isFirst">Whether it is the first approval, by finance; otherwise the second, by the owner.</param>
    /// <param name="round">The number of the round.</param>
    internal static string IdOf(CycleKey key, bool isFirst, int round) =>
        $"cycle-{key.Period}"
        + (key.Attempt == 0 ? string.Empty : $"-attempt-{key.Attempt + 1}")
        + (isFirst ? "-finance" : "-second")
        + (round == 0 ? string.Empty : $"-{round + 1}");

    /// <summary>The cycle, and the round with the approvals so far.</summary>
    public sealed record Input(CycleKey Key, ApprovalRound Round);
}

/// <summary>The next approval of a round.</summary>
/// <param name="Request">The request; null when the round has all approvals that the cycle needs.</param>
/// <param name="Fingerprint">The fingerprint of the payouts that the request shows.</param>
/// <param name="Payouts">How many payouts the cycle has.</param>
public sealed record PreparedApproval(ApprovalRequest? Request, string Fingerprint, int Payouts);
