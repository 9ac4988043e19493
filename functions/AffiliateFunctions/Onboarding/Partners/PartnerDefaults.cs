namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>What a new partner begins with.</summary>
internal static class PartnerDefaults
{
    /// <summary>The group that rules without groups mean too.</summary>
    public const string Group = "default";

    public static PartnerTax Tax { get; } = new(Form: null, Status: "missing");

    public static PartnerPayout Payout { get; } = new(Method: null, Summary: null);
}
