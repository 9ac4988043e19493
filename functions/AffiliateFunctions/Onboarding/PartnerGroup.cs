using AffiliateFunctions.Onboarding.Partners;

namespace AffiliateFunctions.Onboarding;

/// <summary>Checks names of groups that people enter in other features.</summary>
public static class PartnerGroup
{
    /// <summary>The sentence that says what a name of a group must be.</summary>
    public const string Sentence = PartnerText.GroupSentence;

    /// <summary>Returns whether a partner can be moved to a group of this name.</summary>
    public static bool IsName(string group) => PartnerText.IsGroup(group);
}
