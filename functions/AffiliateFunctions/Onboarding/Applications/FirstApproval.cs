using AffiliateFunctions.Approvals;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The approval of the first of two persons. A second person is asked with these values.</summary>
/// <param name="Round">The number of the approval round that it belongs to.</param>
/// <param name="Actor">The e-mail address of the person.</param>
/// <param name="OnBehalfOf">The address of the person for whom a deputy approved, or null.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="At">When the person approved.</param>
public sealed record FirstApproval(int Round, string Actor, string? OnBehalfOf, string? Reason, DateTimeOffset At)
{
    /// <summary>What the applicant is to be told, or null.</summary>
    public string? Message { get; init; }

    /// <summary>The group that the person has chosen for the partner, or null for the default.</summary>
    public string? Group { get; init; }

    /// <summary>The code that the person has chosen for the partner, or null.</summary>
    public string? Code { get; init; }

    /// <summary>The approval as it is excluded from the second one.</summary>
    internal EarlierApproval Earlier => new(Actor, OnBehalfOf);

    /// <summary>The approval of a person in the round.</summary>
    internal static FirstApproval Of(ApplicationDecision decision, int round) =>
        new(round, decision.Actor, decision.OnBehalfOf, decision.Reason, decision.At)
        {
            Message = decision.MessageToApplicant,
            Group = decision.Group,
            Code = decision.Code,
        };
}
