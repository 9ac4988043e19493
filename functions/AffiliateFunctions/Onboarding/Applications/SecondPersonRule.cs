namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Whether a second person has to approve an application.</summary>
public enum SecondPersonRule
{
    /// <summary>One person decides.</summary>
    NotNeeded,

    /// <summary>The group that the first person chooses for the partner decides it.</summary>
    DependsOnGroup,

    /// <summary>Two different persons must approve.</summary>
    Needed,
}
