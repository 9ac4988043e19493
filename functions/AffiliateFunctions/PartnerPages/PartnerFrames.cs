using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.PartnerPages;

/// <summary>Makes what all pages of a partner have in common.</summary>
internal static class PartnerFrames
{
    /// <summary>The frame of a page.</summary>
    /// <param name="account">The partner.</param>
    /// <param name="current">The path of the section that the page belongs to.</param>
    public static PartnerFrame Of(PartnerAccount account, string current)
    {
        var program = account.Program.Slug;
        (string Label, string Path)[] sections =
        [
            ("Overview", PartnerPaths.Overview(program)),
            ("Commissions", PartnerPaths.Commissions(program)),
            ("Payouts and statements", PartnerPaths.Payouts(program)),
            ("Disputes", PartnerPaths.Disputes(program)),
            ("Leads", PartnerPaths.Leads(program)),
            ("Deals", PartnerPaths.Deals(program)),
            ("Account", PartnerPaths.Account(program)),
        ];
        return new PartnerFrame(
            account.Program.Brand(),
            account.Partner.Company,
            [.. sections.Select(section => new EntryTab(section.Label, section.Path, section.Path == current))],
            account.FormToken
        )
        {
            Notice = NoticeOf(account),
            HasOtherPrograms = account.HasOtherPrograms,
        };
    }

    /// <summary>An amount of the partner's program, formatted.</summary>
    public static string Amount(this PartnerAccount account, long amount) =>
        DisplayFormat.Amount(amount, account.Program.Currency);

    /// <summary>A day in the time zone of the partner's program, formatted.</summary>
    public static string Day(this PartnerAccount account, DateTimeOffset time) =>
        DisplayFormat.Day(time, account.Program.Zone);

    private static PartnerNotice? NoticeOf(PartnerAccount account)
    {
        var partner = account.Partner;
        if (partner.Status == PartnerStatus.Active)
        {
            return null;
        }

        var (title, paragraphs) = PartnerStatusText.Of(partner, account.Program);
        return new PartnerNotice(
            title,
            [
                .. paragraphs,
                .. partner.StatusMessage is { } message ? [message] : Array.Empty<string>(),
                $"Since {DisplayFormat.Time(partner.StatusSince)}.",
            ]
        );
    }
}
