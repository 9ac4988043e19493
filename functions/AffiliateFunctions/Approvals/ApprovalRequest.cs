using System.Text.Json.Serialization;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// A request for a person's decision by an e-mail link. An orchestrator calls
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

    /// <summary>The kind of decision; see <see cref="ApprovalKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The question in one line, used as the subject of the e-mail: "Approve the application of …".</summary>
    public required string Subject { get; init; }

    /// <summary>The facts on which the decision is based. The link is bound to them.</summary>
    public required IReadOnlyList<ApprovalFact> Facts { get; init; }

    /// <summary>Longer parts, such as the lines of a payout or the differences of a rule book.</summary>
    public IReadOnlyList<ApprovalSection> Sections { get; init; } = [];

    /// <summary>
    /// What the e-mails say instead of the facts, for a request whose facts are too many for an e-mail; null for the
    /// facts.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApprovalMail? Mail { get; init; }

    /// <summary>The possible decisions. The first one is the affirmative one.</summary>
    public required IReadOnlyList<ApprovalOption> Options { get; init; }

    /// <summary>
    /// The person who is sent the note of the decision, in words, such as <c>the applicant</c>; null for a note that is
    /// only recorded.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NoteRecipient { get; init; }

    /// <summary>What the person can enter with the affirmative decision, such as a code.</summary>
    public IReadOnlyList<ApprovalInput> Inputs { get; init; } = [];

    /// <summary>
    /// The last step of the path of the page that shows the request, for requests with a page of their own; null for the
    /// page of all approvals, which works for every request.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Page { get; init; }

    /// <summary>
    /// The sentence that the person reads after the affirmative decision; null if the decision is carried out at once.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AfterApproval { get; init; }

    /// <summary>Whether another person has approved the same before, so that this is the second person's decision.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOfSecondPerson { get; init; }

    /// <summary>The person who decides.</summary>
    public required Person Owner { get; init; }

    /// <summary>The person who is asked too when the owner does not decide in time.</summary>
    public required Person Backup { get; init; }

    /// <summary>The e-mail addresses of persons who may not decide, such as the preparer.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>The time after which the owner is reminded.</summary>
    public required TimeSpan RemindAfter { get; init; }

    /// <summary>The time after which the backup is asked.</summary>
    public required TimeSpan EscalateAfter { get; init; }

    /// <summary>The time after which the default decision is made.</summary>
    public required TimeSpan ExpireAfter { get; init; }

    /// <summary>The default decision.</summary>
    public required string DecisionOnExpiry { get; init; }

    /// <summary>Whether the person with this e-mail address may decide.</summary>
    public bool MayDecide(string email) => !Excluded.Any(excluded => Mailbox.AreSame(excluded, email));

    /// <summary>The person who is asked first: the owner, or the backup when the owner may not decide.</summary>
    [JsonIgnore]
    public Person FirstAsked => MayDecide(Owner.Email) ? Owner : Backup;

    /// <summary>The person who is asked too when nobody decides in time; null if nobody else may decide.</summary>
    [JsonIgnore]
    public Person? SecondAsked =>
        MayDecide(Backup.Email) && !Mailbox.AreSame(Backup.Email, FirstAsked.Email) ? Backup : null;

    /// <summary>Whether the person with this address is asked, and not only as a deputy.</summary>
    internal bool Asks(string email) =>
        new[] { FirstAsked, SecondAsked }.OfType<Person>().Any(person => Mailbox.AreSame(person.Email, email));

    /// <summary>The values of the rows that can be selected.</summary>
    [JsonIgnore]
    internal IEnumerable<string> SelectableValues => Sections.SelectMany(section => section.Table?.Values ?? []);

    /// <summary>The id of the sub-orchestration.</summary>
    [JsonIgnore]
    public string InstanceId => InstanceIdOf(Program, Id);

    /// <summary>The id of the sub-orchestration of an approval.</summary>
    public static string InstanceIdOf(ProgramSlug program, string id) => $"approval-{program}-{id}";
}

/// <summary>One fact as displayed.</summary>
/// <param name="Label">The label of the fact.</param>
/// <param name="Value">The formatted value.</param>
public sealed record ApprovalFact(string Label, string Value)
{
    /// <summary>Whether the page folds the fact away and the e-mail leaves it out, such as a fingerprint.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTechnical { get; init; }

    /// <summary>
    /// Whether a person wrote the value, which is erased with the partner that the approval is about.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsPersonal { get; init; }
}

/// <summary>A titled list of lines or a titled table.</summary>
/// <param name="Title">The title.</param>
/// <param name="Lines">The formatted lines; none for a table.</param>
public sealed record ApprovalSection(string Title, IReadOnlyList<string> Lines)
{
    /// <summary>The table, or null.</summary>
    public ApprovalTable? Table { get; init; }

    /// <summary>A link to more, or null.</summary>
    public ApprovalDownload? Download { get; init; }
}

/// <summary>The content of an e-mail that asks for a decision.</summary>
/// <param name="Opening">The paragraphs before the button: what is to be decided.</param>
/// <param name="Sections">The titled lines after the button: what the decision is based on.</param>
public sealed record ApprovalMail(IReadOnlyList<string> Opening, IReadOnlyList<ApprovalSection> Sections);

/// <summary>A possible decision.</summary>
/// <param name="Decision">The value in the form: <c>approve</c>, <c>reject</c>.</param>
/// <param name="Label">The text of the button.</param>
/// <param name="ReasonRequired">Whether the decision requires a reason.</param>
public sealed record ApprovalOption(string Decision, string Label, bool ReasonRequired = false)
{
    /// <summary>The reasons to choose from, in addition to the reason in words; null if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ApprovalReason>? Reasons { get; init; }

    /// <summary>Whether the decision requires the note, because the recipient has to know it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NoteRequired { get; init; }

    /// <summary>Whether the decision is about selected rows of the tables, and requires at least one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SelectionRequired { get; init; }
}
