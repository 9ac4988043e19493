namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// Why an approved application expired that can never make a partner. They are the actors of its timeline entry
/// <c>expired</c>; <c>rule:expiry</c> is the actor when somebody did not act in time.
/// </summary>
internal static class ExpiryCauses
{
    /// <summary>The address belongs to a partner that was created in another way.</summary>
    public const string AddressTaken = "rule:address_taken";

    /// <summary>The program is closed.</summary>
    public const string ProgramClosed = "rule:program_closed";

    /// <summary>The cause of an expired application, or null.</summary>
    public static string? CauseOf(PartnerApplication application) =>
        application.Timeline.LastOrDefault(entry => entry.Step == "expired")?.Actor;
}
