using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Approvals;

/// <summary>An approval that another person has given before.</summary>
/// <param name="Actor">The e-mail address of the person who approved.</param>
/// <param name="OnBehalfOf">The address of the person for whom a deputy approved, or null.</param>
public sealed record EarlierApproval(string Actor, string? OnBehalfOf);

/// <summary>The persons who are asked for an approval, and the addresses of those who may not give it.</summary>
/// <param name="Asked">The persons. The first one is asked, and the last one when nobody decides.</param>
/// <param name="Excluded">The addresses of the persons who may not decide.</param>
public sealed record NextApprovers(IReadOnlyList<Person> Asked, IReadOnlyList<string> Excluded)
{
    /// <summary>The decisions of two persons are needed, and the first one is asked.</summary>
    public const string SecondPersonFollows =
        "Your decision is recorded. A second person is asked to approve too; nothing is carried out before.";

    /// <summary>
    /// The approvers where each approval has to come from another person. A deputy has approved for the person who named
    /// the deputy, so that person is asked only if nobody else is left.
    /// </summary>
    /// <param name="candidates">The persons who may be asked, in the order in which they are asked.</param>
    /// <param name="earlier">The approvals so far.</param>
    /// <param name="excluded">The addresses of further persons who may not decide, such as the preparer.</param>
    public static NextApprovers Of(
        IReadOnlyList<Person> candidates,
        IEnumerable<EarlierApproval> earlier,
        params IEnumerable<string> excluded
    )
    {
        var approvals = earlier.ToList();
        string[] persons = [.. excluded, .. approvals.Select(approval => approval.Actor)];
        string[] all = [.. persons, .. approvals.Select(approval => approval.OnBehalfOf).OfType<string>()];
        return Charter.Permitted(candidates, all) is { Count: > 0 } others
            ? new NextApprovers(others, all)
            : new NextApprovers(Charter.Permitted(candidates, persons), persons);
    }
}
