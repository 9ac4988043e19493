using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.ConsolePages.Commissions;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.ConsolePages.Customers;

/// <summary>Writes the parts of a customer's page.</summary>
/// <param name="shown">The program.</param>
/// <param name="customer">The customer.</param>
/// <param name="names">The partners of the page.</param>
internal sealed class CustomerText(
    ConsoleProgram shown,
    CustomerRecord customer,
    IReadOnlyDictionary<PartnerId, Partner> names
)
{
    /// <summary>What is known about the customer.</summary>
    public FactsBlock Facts() => new([.. AllFacts().Where(fact => fact.Value.Length > 0)]);

    /// <summary>The decisions by which commissions are held.</summary>
    public IEnumerable<ConsoleBlock> Holds()
    {
        if (customer.Holds.Count > 0)
        {
            yield return new TableBlock(
                new DataTable(
                    "Decisions by which commissions for the customer are held",
                    [
                        new TableColumn("Decision", IsNumber: false),
                        new TableColumn("Since", IsNumber: false),
                        new TableColumn("Lifted", IsNumber: false),
                    ],
                    [
                        .. customer.Holds.Select(hold => new TableRow([
                            new TableCell(hold.Cause, $"by {hold.By}"),
                            new TableCell(DisplayFormat.Time(hold.Since), null),
                            hold.LiftedAt is { } at
                                ? new TableCell(DisplayFormat.Time(at), $"by {hold.LiftedBy}: {hold.LiftedReason}")
                                : new TableCell("In force", null) { Tone = CellTone.Warn },
                        ])),
                    ]
                )
            )
            {
                Title = "Holds",
            };
        }
    }

    /// <summary>The commissions with their credits.</summary>
    public ConsoleBlock Commissions(
        IReadOnlyList<CommissionView> commissions,
        IReadOnlyDictionary<EventId, CreditDecision> decisions,
        bool isWhole
    ) =>
        commissions.Count == 0
            ? new EmptyBlock("No partner has a commission for this customer.") { Title = "Sold and credited" }
            : new TableBlock(
                new DataTable(
                    isWhole ? "The newest first" : "The newest first; there are further ones",
                    [
                        new TableColumn("Event", IsNumber: false),
                        new TableColumn("Credited", IsNumber: false),
                        new TableColumn("Commission", IsNumber: false),
                        new TableColumn("Base", IsNumber: true),
                        new TableColumn("Amount", IsNumber: true),
                    ],
                    [
                        .. commissions.Select(commission =>
                            RowOf(commission, decisions.GetValueOrDefault(commission.EventId))
                        ),
                    ]
                )
            )
            {
                Title = "Sold and credited",
                NextLabel = "All commissions for this customer",
                Next = isWhole
                    ? null
                    : shown.Path($"{ConsoleSections.Commissions}?customer={Uri.EscapeDataString(customer.Id.Value)}"),
            };

    /// <summary>The conversions that credit nobody.</summary>
    public IEnumerable<ConsoleBlock> Uncredited()
    {
        if (customer.Uncredited.Count > 0)
        {
            yield return new TableBlock(
                new DataTable(
                    "A touch that is found later can still count for them",
                    [new TableColumn("Event", IsNumber: false), new TableColumn("Occurred", IsNumber: false)],
                    [
                        .. customer
                            .Uncredited.Reverse()
                            .Select(conversion => new TableRow([
                                new TableCell(conversion.Event.Value, null)
                                {
                                    Address = shown.PathOf(conversion.Event),
                                },
                                new TableCell(DisplayFormat.Time(conversion.At), null),
                            ])),
                    ]
                )
            )
            {
                Title = "Conversions without a partner",
            };
        }
    }

    /// <summary>The touches with the partners who caused them.</summary>
    public ConsoleBlock Touches() =>
        customer.Touches.Count == 0
            ? new EmptyBlock("No partner has a touch of this customer.") { Title = "Touches" }
            : new TableBlock(
                new DataTable(
                    "The latest first",
                    [
                        new TableColumn("Touch", IsNumber: false),
                        new TableColumn("Partner", IsNumber: false),
                        new TableColumn("Time", IsNumber: false),
                    ],
                    [
                        .. customer
                            .Touches.Reverse()
                            .Select(touch => new TableRow([
                                new TableCell(KindOf(touch.Kind), OriginOf(touch)),
                                CommissionCells.PartnerCell(shown, touch.Partner, names),
                                new TableCell(DisplayFormat.Time(touch.At), null),
                            ])),
                    ]
                )
            )
            {
                Title = "Touches",
            };

    private IEnumerable<ConsoleFact> AllFacts()
    {
        yield return new ConsoleFact("E-mail", customer.Email ?? string.Empty);
        yield return new ConsoleFact("Country", customer.Country ?? string.Empty);
        yield return new ConsoleFact("Source", customer.Source ?? string.Empty);
        yield return new ConsoleFact("Sales", ProgramText.Number(customer.Payments));
        yield return new ConsoleFact("Sum of the sales", shown.Amount(customer.SaleAmount));
        yield return new ConsoleFact("First sale", customer.FirstSaleAt is { } at ? shown.Day(at) : string.Empty);
        foreach (var assignment in customer.Assignments)
        {
            yield return new ConsoleFact(
                "Assigned",
                $"{NameOf(assignment.Partner)} from {shown.Day(assignment.From)}, by decision {assignment.Id}",
                shown.PathOf(assignment.Partner)
            );
        }

        foreach (var link in customer.Links)
        {
            yield return new ConsoleFact("The same buyer as", link.Customer.Value, shown.PathOf(link.Customer));
        }
    }

    private TableRow RowOf(CommissionView commission, CreditDecision? decision) =>
        new([
            new TableCell(commission.EventId.Value, shown.Day(commission.CreatedAt))
            {
                Address = shown.PathOf(commission.EventId),
            },
            new TableCell(NameOf(commission.PartnerId), CreditsOf(decision)),
            new TableCell(commission.Rule, PartnerWords.Words(commission.Status))
            {
                Address = shown.PathOf(commission.Id),
            },
            new TableCell(ConsoleProgram.Amount(commission.BaseAmount, commission.Currency), null),
            new TableCell(
                ConsoleProgram.Amount(commission.Amount - commission.ReversedAmount, commission.Currency),
                null
            ),
        ]);

    private string? CreditsOf(CreditDecision? decision)
    {
        if (decision is null)
        {
            return null;
        }

        List<string> parts = [];
        if (decision.Credits is [_, _, ..] several)
        {
            var all = several.Sum(credit => credit.Weight);
            parts.Add(
                string.Join(
                    ", ",
                    several.Select(credit => $"{NameOf(credit.Partner)} {DisplayFormat.Percentage(credit.Weight, all)}")
                )
            );
        }

        if (decision.Deal is { } deal)
        {
            parts.Add($"by the deal {deal}");
        }

        if (decision.Linked.Count > 0)
        {
            parts.Add("with the touches of the same buyer");
        }

        if (decision.RulesVersion is { } version)
        {
            parts.Add($"rule book {version}");
        }

        return parts.Count == 0 ? null : string.Join("; ", parts);
    }

    private string NameOf(PartnerId partner) => CommissionCells.NameOf(partner, names);

    private static string KindOf(TouchKind kind) => PartnerWords.Words(StoredJson.NameOf(kind));

    private static string? OriginOf(Affiliate.Domain.Attribution.Touch touch)
    {
        string?[] parts =
        [
            touch.Source,
            touch.Origin?.Link is { } link ? $"link {link}" : null,
            touch.Origin?.SubId is { } subId ? $"sub-id {subId}" : null,
        ];
        var text = string.Join(", ", parts.OfType<string>());
        return text.Length == 0 ? null : text;
    }
}
