using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// A human decision to be asked for by an e-mail link. An orchestrator asks with
/// <c>CallSubOrchestratorAsync&lt;ApprovalOutcome&gt;(nameof(ApprovalOrchestrator), request, new
/// SubOrchestrationOptions { InstanceId = request.InstanceId })</c>.
/// </summary>
public sealed record ApprovalRequest
{
    /// <summary>
    /// The business key, unique in the program, such as <c>application-app_…</c> or <c>cycle-2026-11-finance</c>.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>What kind of decision: <c>application</c>, <c>rule_book</c>, <c>cycle</c>, <c>review</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The question in one line, the mail's subject: "Approve the application of …".</summary>
    public required string Subject { get; init; }

    /// <summary>The facts that the decision rests on; the link is bound to them.</summary>
    public required IReadOnlyList<ApprovalFact> Facts { get; init; }

    /// <summary>Longer parts, such as the lines of a payout or the differences of a rule book.</summary>
    public IReadOnlyList<ApprovalSection> Sections { get; init; } = [];

    /// <summary>The possible decisions, the first being the affirmative one.</summary>
    public required IReadOnlyList<ApprovalOption> Options { get; init; }

    /// <summary>Who decides.</summary>
    public required Person Owner { get; init; }

    /// <summary>Who is asked as well when the owner does not answer in time.</summary>
    public required Person Backup { get; init; }

    /// <summary>E-mail addresses that may not decide this, such as the preparer's.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>After how long the owner is reminded.</summary>
    public required TimeSpan RemindAfter { get; init; }

    /// <summary>After how long the backup is asked.</summary>
    public required TimeSpan EscalateAfter { get; init; }

    /// <summary>After how long the decision is made by default.</summary>
    public required TimeSpan ExpireAfter { get; init; }

    /// <summary>The decision by default.</summary>
    public required string DecisionOnExpiry { get; init; }

    /// <summary>Whether that person may decide this.</summary>
    public bool MayDecide(string email) => !Excluded.Any(excluded => Mailbox.AreSame(excluded, email));

    /// <summary>Who is asked first: the owner, or the backup where the owner may not decide.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Person FirstAsked => MayDecide(Owner.Email) ? Owner : Backup;

    /// <summary>The id of the sub-orchestration.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string InstanceId => InstanceIdOf(Program, Id);

    /// <summary>The id of the sub-orchestration of an approval.</summary>
    public static string InstanceIdOf(ProgramSlug program, string id) => $"approval-{program}-{id}";
}

/// <summary>One fact, as shown.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Value">Its value, formatted.</param>
public sealed record ApprovalFact(string Label, string Value);

/// <summary>A titled list of lines.</summary>
/// <param name="Title">The title.</param>
/// <param name="Lines">The lines, formatted.</param>
public sealed record ApprovalSection(string Title, IReadOnlyList<string> Lines);

/// <summary>A possible decision.</summary>
/// <param name="Decision">Its value in the form: <c>approve</c>, <c>reject</c>.</param>
/// <param name="Label">The button's text.</param>
/// <param name="ReasonRequired">Whether a reason must be given.</param>
public sealed record ApprovalOption(string Decision, string Label, bool ReasonRequired = false);
