namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>The defaults of a new partner.</summary>
internal static class PartnerDefaults
{
    /// <summary>The default group. Rules without groups apply to it as well.</summary>
    public const string Group = "default";

    public static PartnerTax Tax { get; } = new(Form: null, Status: "missing");

    public static PartnerPayout Payout { get; } = new(Method: null, Summary: null);
}
