namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The result of opening or using a link that answers a question or withdraws an application.</summary>
public abstract record ApplicantLinkResult
{
    /// <summary>The link is forged or was altered.</summary>
    internal sealed record Invalid : ApplicantLinkResult;

    /// <summary>The link has expired.</summary>
    internal sealed record Expired : ApplicantLinkResult;

    /// <summary>There is nothing to do any more: it was done before, or the application has ended.</summary>
    internal sealed record Over(PartnerApplication Application) : ApplicantLinkResult;

    /// <summary>The page shows the form.</summary>
    /// <param name="Application">The application.</param>
    /// <param name="Mistake">What is to be corrected, or null.</param>
    internal sealed record Open(PartnerApplication Application, string? Mistake = null) : ApplicantLinkResult;

    /// <summary>The answer or the withdrawal is now stored.</summary>
    internal sealed record Done(PartnerApplication Application) : ApplicantLinkResult;
}
