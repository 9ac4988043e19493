using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Commissions;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.ConsolePages.Partners;

/// <summary>Writes the parts of a partner's page.</summary>
public sealed class PartnerPageText(IOptions<SiteOptions> site)
{
    private const string NoValue = "–";

    /// <summary>The balance by state.</summary>
    internal static FiguresBlock BalanceOf(ConsoleProgram shown, PartnerBalance balance) =>
        new([
            new ConsoleFigure("Held", shown.Amount(balance.Held), "waits for a decision"),
            new ConsoleFigure("Pending", shown.Amount(balance.Pending), "not yet due"),
            new ConsoleFigure("Payable", shown.Amount(balance.Payable), "due with the next payout"),
            new ConsoleFigure("In payout", shown.Amount(balance.InPayout), "reserved"),
            new ConsoleFigure("Paid", shown.Amount(balance.Paid), "so far"),
            new ConsoleFigure("Taken back", shown.Amount(balance.Negative), "after it was paid"),
        ]);

    /// <summary>The data of the partner. Bank details and tax numbers are not among them.</summary>
    internal FactsBlock FactsOf(ConsoleProgram shown, Partner partner) =>
        new([.. AllFactsOf(shown, partner).Where(fact => fact.Value.Length > 0)]) { Title = "Details" };

    /// <summary>The links with their figures.</summary>
    internal ConsoleBlock LinksOf(Partner partner, IReadOnlyDictionary<string, LinkFigures> figures) =>
        partner.Links.All(link => link.RemovedAt is not null)
            ? new TextBlock("The partner has no named link.") { Title = "Named links" }
            : new TableBlock(
                new DataTable(
                    "Clicks are counted each night",
                    [
                        new TableColumn("Link", IsNumber: false),
                        new TableColumn("Clicks", IsNumber: true),
                        new TableColumn("Leads", IsNumber: true),
                        new TableColumn("Sales", IsNumber: true),
                    ],
                    [
                        .. partner
                            .Links.Where(link => link.RemovedAt is null)
                            .Select(link => RowOf(link, figures.GetValueOrDefault(link.Code))),
                    ]
                )
            )
            {
                Title = "Named links",
            };

    /// <summary>The further persons at the partner.</summary>
    internal static ConsoleBlock ContactsOf(Partner partner) =>
        partner.Contacts.Count == 0
            ? new TextBlock("The partner has no further contacts.") { Title = "Contacts" }
            : new FactsBlock([
                .. partner.Contacts.Select(contact => new ConsoleFact(
                    PartnerWords.Words(StoredJson.NameOf(contact.Role)),
                    $"{contact.Name}, {contact.Email}"
                )),
            ])
            {
                Title = "Contacts",
            };

    /// <summary>The newest commissions.</summary>
    internal static ConsoleBlock CommissionsOf(ConsoleProgram shown, Partner partner, CommissionPage newest) =>
        newest.Commissions.Count == 0
            ? new EmptyBlock("The partner has no commission yet.") { Title = "Newest commissions" }
            : new TableBlock(
                CommissionCells.TableOf(
                    shown,
                    "The newest first",
                    [.. newest.Commissions.Select(described => described.Commission)],
                    names: null
                )
            )
            {
                Title = "Newest commissions",
                Next = shown.Path($"{ConsoleSections.Commissions}?partner={partner.Id}"),
                NextLabel = "All commissions of this partner",
            };

    /// <summary>The statements.</summary>
    internal static ConsoleBlock StatementsOf(
        ConsoleProgram shown,
        Partner partner,
        IReadOnlyList<PartnerMonth> months
    ) =>
        months.Count == 0
            ? new TextBlock("No month of the partner is closed yet.") { Title = "Statements" }
            : new TableBlock(
                new DataTable(
                    "Months with a cycle, the newest first",
                    [
                        new TableColumn("Month", IsNumber: false),
                        new TableColumn("Payout", IsNumber: false),
                        new TableColumn("Amount", IsNumber: true),
                    ],
                    [.. months.Select(month => RowOf(shown, partner, month))]
                )
            )
            {
                Title = "Statements",
            };

    /// <summary>The contract terms.</summary>
    internal static ConsoleBlock ContractsOf(ConsoleProgram shown, Partner partner, DateTimeOffset now) =>
        partner.Contracts is not { Count: > 0 } contracts
            ? new TextBlock("The partner has no contract terms: the rule book applies.") { Title = "Contract terms" }
            : new TableBlock(
                new DataTable(
                    "Pay instead of that of the rule book",
                    [
                        new TableColumn("Terms", IsNumber: false),
                        new TableColumn("Rules", IsNumber: false),
                        new TableColumn("From", IsNumber: false),
                        new TableColumn("Until", IsNumber: false),
                    ],
                    [
                        .. contracts
                            .Reverse()
                            .Select(contract => new TableRow([
                                new TableCell(contract.Id.Value, contract.IsInForceAt(now) ? "in force" : null),
                                new TableCell(string.Join(", ", contract.ToTerms().Pays.Keys), null),
                                new TableCell(shown.Day(contract.BeginsAt), null),
                                new TableCell(shown.Day(contract.EndsAt), null),
                            ])),
                    ]
                )
            )
            {
                Title = "Contract terms",
            };

    private IEnumerable<ConsoleFact> AllFactsOf(ConsoleProgram shown, Partner partner)
    {
        yield return new ConsoleFact("Contact", $"{partner.Name}, {partner.Email}");
        yield return new ConsoleFact("Id", partner.Id.Value);
        yield return new ConsoleFact("Country", partner.Country);
        yield return new ConsoleFact("Website", partner.Website ?? string.Empty);
        yield return new ConsoleFact("Group", partner.Group);
        yield return new ConsoleFact("Link", site.Value.Address($"/r/{partner.Code}"));
        yield return new ConsoleFact("Coupons", string.Join(", ", partner.Coupons));
        yield return new ConsoleFact("Tax form", TaxOf(partner.Tax));
        yield return new ConsoleFact(
            "Payout",
            partner.Payout is { Method: { } method } payout ? $"{method}, {payout.Summary}" : "no details yet"
        );
        yield return new ConsoleFact(
            "Payouts held until",
            partner.Payout.HeldUntil is { } held ? DisplayFormat.Time(held) : string.Empty
        );
        yield return new ConsoleFact(
            "Terms",
            partner.Terms is { Version: { } version, AcceptedAt: { } at }
                ? $"version {version}, accepted on {shown.Day(at)}"
                : "not accepted"
        );
        yield return new ConsoleFact("Approved", $"by {partner.ApprovedBy} on {shown.Day(partner.CreatedAt)}");
        yield return new ConsoleFact(
            "Recruited by",
            partner.ReferredBy?.Value ?? string.Empty,
            partner.ReferredBy is { } recruiter ? shown.PathOf(recruiter) : null
        );
        yield return new ConsoleFact(
            "Certifications",
            string.Join(
                ", ",
                partner
                    .Certifications.Where(certification => certification.RemovedAt is null)
                    .Select(own => $"{own.Name} until {DisplayFormat.Day(own.ValidUntil)}")
            )
        );
    }

    private static string TaxOf(PartnerTax tax) =>
        tax.Form is null ? "missing"
        : tax.ExpiresAt is { } end ? $"{tax.Form}, {tax.Status}, valid until {DisplayFormat.Day(end)}"
        : $"{tax.Form}, {tax.Status}";

    private TableRow RowOf(NamedLink link, LinkFigures? figures) =>
        new([
            new TableCell(link.Name, site.Value.Address($"/r/{link.Code}")),
            new TableCell(ProgramText.Number(figures?.Clicks ?? 0), null),
            new TableCell(ProgramText.Number(figures?.Leads ?? 0), null),
            new TableCell(ProgramText.Number(figures?.Sales ?? 0), null),
        ]);

    private static TableRow RowOf(ConsoleProgram shown, Partner partner, PartnerMonth month) =>
        new([
            new TableCell(DisplayFormat.Month(month.Period), null)
            {
                Address = $"{shown.PathOf(partner.Id)}/statements/{month.Period}",
            },
            new TableCell(
                month.Payout is { } payout ? PartnerWords.Words(payout.Status)
                    : month.IsDecided ? "None"
                    : "Not decided yet",
                month.Payout?.Reason
            ),
            new TableCell(month.Payout is { } paid ? ConsoleProgram.Amount(paid.Amount, paid.Currency) : NoValue, null),
        ]);
}
