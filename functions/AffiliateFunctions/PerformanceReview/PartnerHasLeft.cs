namespace AffiliateFunctions.PerformanceReview;

/// <summary>The results of actions whose partner has left the program.</summary>
internal static class PartnerHasLeft
{
    /// <summary>The result of a move to another group.</summary>
    public const string GroupStays = "The partner has left the program: the group does not change.";

    /// <summary>The result of coaching.</summary>
    public const string NobodyToCoach = "The partner has left the program: nobody is coached.";
}
