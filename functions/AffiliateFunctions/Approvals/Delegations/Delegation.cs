using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Approvals.Delegations;

/// <summary>A person's deputy, who is asked for the person's decisions for some time.</summary>
/// <param name="Person">The address of the person.</param>
/// <param name="Deputy">The deputy.</param>
/// <param name="Until">The end of the delegation.</param>
/// <param name="NamedAt">When the deputy was named.</param>
/// <param name="NamedBy">The address of the person, or <c>key</c>.</param>
public sealed record Delegation(
    string Person,
    Person Deputy,
    DateTimeOffset Until,
    DateTimeOffset NamedAt,
    string NamedBy
)
{
    /// <summary>The delegation that this one has replaced, without its own predecessor; null for the first one.</summary>
    public Delegation? Before { get; init; }

    /// <summary>Whether the deputy is asked at the time.</summary>
    public bool IsInForceAt(DateTimeOffset time) => time < Until;

    /// <summary>Whether both name the same deputy for the same time.</summary>
    public bool IsSameAs(Delegation other) => (Person, Deputy, Until) == (other.Person, other.Deputy, other.Until);
}
