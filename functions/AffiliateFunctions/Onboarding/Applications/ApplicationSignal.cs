namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>A signal from a request to the orchestration of the application.</summary>
public enum ApplicationSignal
{
    /// <summary>No signal.</summary>
    None,

    /// <summary>The application is new.</summary>
    Submitted,

    /// <summary>The address was confirmed.</summary>
    Confirmed,

    /// <summary>The terms were accepted.</summary>
    TermsAccepted,

    /// <summary>The applicant has answered a question.</summary>
    Answered,

    /// <summary>The applicant has withdrawn the application.</summary>
    Withdrawn,
}
