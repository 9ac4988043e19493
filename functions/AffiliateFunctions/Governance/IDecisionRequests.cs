using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Governance;

/// <summary>
/// What a feature asks people to decide by links of its own. The list of approvals shows it together with the
/// approvals.
/// </summary>
public interface IDecisionRequests
{
    /// <summary>The requests of the program, in any order.</summary>
    /// <param name="program">The program.</param>
    /// <param name="onlyOpen">Whether requests with an outcome can be left out.</param>
    /// <param name="cancellationToken">Cancels.</param>
    IAsyncEnumerable<DecisionRequest> ListAsync(
        AffiliateProgram program,
        bool onlyOpen,
        CancellationToken cancellationToken
    );
}

/// <summary>The kinds of requests for decisions by links that are no approval links.</summary>
public static class DecisionRequestKinds
{
    /// <summary>A batch of held commissions.</summary>
    public const string HeldCommissions = "held_commissions";

    /// <summary>The review of a component.</summary>
    public const string ComponentReview = "component_review";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> All { get; } = [HeldCommissions, ComponentReview];
}

/// <summary>A request for a decision by a link that is no approval link.</summary>
/// <param name="Id">The id, unique in the program among all requests.</param>
/// <param name="Kind">The kind of decision.</param>
/// <param name="Subject">The question.</param>
/// <param name="Asked">The persons who were asked, each with the time; the first one first.</param>
/// <param name="RemindAt">When the next e-mail is sent, or was sent last; null for none.</param>
/// <param name="Outcome">The decision; null while the request is open.</param>
public sealed record DecisionRequest(
    string Id,
    string Kind,
    string Subject,
    IReadOnlyList<(Person Person, DateTimeOffset At)> Asked,
    DateTimeOffset? RemindAt,
    DecisionRequestOutcome? Outcome
);

/// <summary>The decision on a request.</summary>
/// <param name="Decision">What was decided.</param>
/// <param name="Actor">The person, or the caller.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="At">When it was decided.</param>
public sealed record DecisionRequestOutcome(string Decision, string Actor, string? Reason, DateTimeOffset At);
