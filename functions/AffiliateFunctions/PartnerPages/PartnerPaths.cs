using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PartnerPages;

/// <summary>The paths of a partner's pages.</summary>
internal static class PartnerPaths
{
    /// <summary>The path of the overview.</summary>
    public static string Overview(ProgramSlug program) => $"/partner/{program}";

    /// <summary>The path of the list of commissions.</summary>
    public static string Commissions(ProgramSlug program) => $"{Overview(program)}/commissions";

    /// <summary>The path of a commission.</summary>
    public static string Commission(ProgramSlug program, CommissionId commission) =>
        $"{Commissions(program)}/{commission}";

    /// <summary>The path of the payouts and statements.</summary>
    public static string Payouts(ProgramSlug program) => $"{Overview(program)}/payouts";

    /// <summary>The path of a statement.</summary>
    public static string Statement(ProgramSlug program, Period period) => $"{Overview(program)}/statements/{period}";

    /// <summary>The path of the form that contests a commission.</summary>
    public static string ContestCommission(ProgramSlug program, CommissionId commission) =>
        $"{Commission(program, commission)}/dispute";

    /// <summary>The path of the disputes, and of the form that leads to a new one.</summary>
    public static string Disputes(ProgramSlug program) => $"{Overview(program)}/disputes";

    /// <summary>The path of the leads.</summary>
    public static string Leads(ProgramSlug program) => $"{Overview(program)}/leads";

    /// <summary>The path of a lead, and of its form.</summary>
    public static string Lead(ProgramSlug program, LeadId lead) => $"{Leads(program)}/{lead}";

    /// <summary>The path of the e-mails that the partner wants.</summary>
    public static string Notifications(ProgramSlug program) => $"{Overview(program)}/notifications";

    /// <summary>The path of the registered deals.</summary>
    public static string Deals(ProgramSlug program) => $"{Overview(program)}/deals";

    /// <summary>The path of the partner's data.</summary>
    public static string Account(ProgramSlug program) => $"{Overview(program)}/account";

    /// <summary>The path of the file with the partner's data.</summary>
    public static string Data(ProgramSlug program) => $"{Overview(program)}/data";

    /// <summary>The path of the form that leads to the payout details.</summary>
    public static string PayoutDetails(ProgramSlug program) => $"{Overview(program)}/payout-details";

    /// <summary>The path of the form that leads to the tax form.</summary>
    public static string TaxForm(ProgramSlug program) => $"{Overview(program)}/tax-form";
}
