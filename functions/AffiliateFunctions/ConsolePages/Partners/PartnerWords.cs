using System.Diagnostics;
using Affiliate.Pages.Models;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.ConsolePages.Partners;

/// <summary>Writes about partners.</summary>
internal static class PartnerWords
{
    /// <summary>The cell of a status.</summary>
    public static TableCell StatusCell(PartnerStatus status) => new(StatusOf(status), null) { Tone = ToneOf(status) };

    /// <summary>The status in words.</summary>
    public static string StatusOf(PartnerStatus status) =>
        status switch
        {
            PartnerStatus.Active => "Active",
            PartnerStatus.Suspended => "Suspended",
            PartnerStatus.Closed => "Closed",
            _ => throw new UnreachableException($"No word for {status}."),
        };

    /// <summary>The name of a step or a code, such as <c>email_confirmed</c>, in words.</summary>
    public static string Words(string name)
    {
        var text = name.Replace('_', ' ');
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static CellTone ToneOf(PartnerStatus status) =>
        status switch
        {
            PartnerStatus.Active => CellTone.Ok,
            PartnerStatus.Suspended => CellTone.Warn,
            _ => CellTone.Plain,
        };
}
