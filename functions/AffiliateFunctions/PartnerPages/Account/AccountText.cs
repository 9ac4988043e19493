using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.Sessions;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.PartnerPages.Account;

/// <summary>Writes the page with a partner's data.</summary>
public sealed class AccountText(IOptions<SiteOptions> site, TimeProvider clock)
{
    /// <summary>The content of the page.</summary>
    internal PartnerTables Of(
        PartnerAccount account,
        IReadOnlyDictionary<string, LinkFigures> figures,
        IReadOnlyList<TermsReference> terms
    ) =>
        new()
        {
            Frame = PartnerFrames.Of(account, PartnerPaths.Account(account.Program.Slug)),
            Title = "Account",
            Sections =
            [
                PayoutsOf(account),
                TaxFormOf(account),
                LinksOf(account.Partner, figures),
                TermsOf(account, terms),
                EmailsOf(account),
                DataOf(account),
            ],
        };

    private PartnerSection PayoutsOf(PartnerAccount account)
    {
        var payout = account.Partner.Payout;
        var button = payout.Method is null ? "Enter your payout details" : "Enter other payout details";
        return new PartnerSection("Payout details")
        {
            Facts = payout is { Method: { } method, Summary: { } summary }
                ?
                [
                    new Fact("Method", PayoutMethodNames.Of(method)),
                    new Fact("Details", summary),
                    .. payout.HeldUntil is { } held && held > clock.GetUtcNow()
                        ? [new Fact("Nothing is paid to them before", DisplayFormat.Time(held))]
                        : Array.Empty<Fact>(),
                    .. PendingOf(account.Partner),
                ]
                : [new Fact("Details", "none yet")],
            Steps =
            [
                new MissingStep(
                    "Details are stored encrypted, and no page shows more than their last digits. We ask you by e-mail to "
                        + "confirm a change.",
                    button,
                    PartnerPaths.PayoutDetails(account.Program.Slug)
                ),
            ],
        };
    }

    private static IEnumerable<Fact> PendingOf(Partner partner) =>
        partner.PayoutChange is { Status: PayoutChangeStatus.Pending } change
            ? [new Fact("Waits for your confirmation by e-mail", change.Summary)]
            : [];

    private PartnerSection TaxFormOf(PartnerAccount account)
    {
        var tax = account.Partner.Tax;
        var isValid = tax.IsValidAt(clock.GetUtcNow(), account.Program.Zone);
        return new PartnerSection("Tax form")
        {
            Facts =
            [
                new Fact("Form", tax.Form is { } form ? NameOf(form) : "none yet"),
                new Fact(
                    "Status",
                    isValid ? tax.Status
                        : tax.Status == "missing" ? "missing"
                        : "no longer valid"
                ),
                .. tax.ExpiresAt is { } day ? [new Fact("Valid through", DisplayFormat.Day(day))] : Array.Empty<Fact>(),
            ],
            Steps =
            [
                new MissingStep(
                    "The form is stored encrypted and is never shown again.",
                    isValid ? "Submit another tax form" : "Submit your tax form",
                    PartnerPaths.TaxForm(account.Program.Slug)
                ),
            ],
        };
    }

    private PartnerSection LinksOf(Partner partner, IReadOnlyDictionary<string, LinkFigures> figures) =>
        new("Links and coupons")
        {
            Facts =
            [
                new Fact("Link", site.Value.Address($"/r/{partner.Code}")),
                new Fact("Code", partner.Code),
                new Fact("Coupons", partner.Coupons.Count == 0 ? "none" : string.Join(", ", partner.Coupons)),
            ],
            Table = partner.Links.Any(link => link.RemovedAt is null) ? NamedLinksOf(partner, figures) : null,
        };

    private DataTable NamedLinksOf(Partner partner, IReadOnlyDictionary<string, LinkFigures> figures) =>
        new(
            "Your further links; clicks are counted each night",
            [
                new TableColumn("Link", IsNumber: false),
                new TableColumn("Sub-id", IsNumber: false),
                new TableColumn("Clicks", IsNumber: true),
                new TableColumn("Leads", IsNumber: true),
                new TableColumn("Sales", IsNumber: true),
            ],
            [
                .. partner
                    .Links.Where(link => link.RemovedAt is null)
                    .Select(link => RowOf(link, figures.GetValueOrDefault(link.Code))),
            ]
        );

    private TableRow RowOf(NamedLink link, LinkFigures? figures) =>
        new([
            new TableCell(link.Name, site.Value.Address($"/r/{link.Code}")),
            new TableCell(link.SubId ?? "none", null),
            new TableCell(DisplayFormat.Number(figures?.Clicks ?? 0, 0), null),
            new TableCell(DisplayFormat.Number(figures?.Leads ?? 0, 0), null),
            new TableCell(DisplayFormat.Number(figures?.Sales ?? 0, 0), null),
        ]);

    private static PartnerSection TermsOf(PartnerAccount account, IReadOnlyList<TermsReference> terms)
    {
        var accepted = account.Partner.Terms;
        var acceptance = accepted.AcceptedAt is { } at
            ? $"You have accepted version {accepted.Version} on {DisplayFormat.Time(at)}."
            : "The program has no record that you accepted its terms.";
        return new PartnerSection("Partner terms")
        {
            Paragraphs = [acceptance],
            Table =
                terms.Count == 0
                    ? null
                    : new DataTable(
                        "The versions of the program, the latest first",
                        [new TableColumn("Version", IsNumber: false), new TableColumn("Published", IsNumber: false)],
                        [
                            .. terms.Select(version => new TableRow([
                                new TableCell(
                                    version.Version,
                                    version.Version == accepted.Version ? "accepted by you" : null
                                )
                                {
                                    Address = version.Path,
                                },
                                new TableCell(account.Day(version.StoredAt), null),
                            ])),
                        ]
                    ),
        };
    }

    private static PartnerSection EmailsOf(PartnerAccount account) =>
        new("E-mails")
        {
            Facts =
            [
                .. account
                    .Partner.NotificationChoices()
                    .Select(choice => new Fact(
                        NotificationText.NameOf(choice.Key),
                        choice.Value ? "sent to you" : "switched off"
                    )),
            ],
            Links =
            [
                new NextPage(
                    "Not what you want?",
                    "choose your e-mails",
                    PartnerPaths.Notifications(account.Program.Slug)
                ),
            ],
        };

    private static PartnerSection DataOf(PartnerAccount account)
    {
        var partner = account.Partner;
        return new PartnerSection("Your data")
        {
            Facts =
            [
                new Fact("Company", partner.Company),
                new Fact("Contact", partner.Name),
                new Fact("E-mail", partner.Email),
                new Fact("Country", CountryNames.All.GetValueOrDefault(partner.Country, partner.Country)),
                .. FactOf("Website", partner.Website),
                .. FactOf("Address", partner.Address),
                .. FactOf("VAT id", partner.VatId),
                new Fact("Partner since", account.Day(partner.CreatedAt)),
            ],
            Paragraphs = ["To change your data, reply to an e-mail of the program."],
            Links =
            [
                new NextPage(
                    "Take your data with you:",
                    "download it as JSON",
                    PartnerPaths.Data(account.Program.Slug)
                ),
            ],
        };
    }

    private static Fact[] FactOf(string label, string? value) => value is null ? [] : [new Fact(label, value)];

    private static string NameOf(string form) =>
        form switch
        {
            "w9" => "W-9",
            "w8ben" => "W-8BEN",
            "w8bene" => "W-8BEN-E",
            "vat" => "VAT id",
            _ => form,
        };
}
