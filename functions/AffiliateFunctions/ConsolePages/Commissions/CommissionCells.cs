using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.ConsolePages.Commissions;

/// <summary>Writes about commissions.</summary>
internal static class CommissionCells
{
    /// <summary>The statuses to choose from, by the name that responses write.</summary>
    public static IReadOnlyList<EntryChoice> Statuses { get; } =
    [
        new EntryChoice(string.Empty, "Any"),
        .. Enum.GetValues<CommissionStatus>()
            .Select(status => new EntryChoice(
                StoredJson.NameOf(status),
                PartnerWords.Words(StoredJson.NameOf(status))
            )),
    ];

    /// <summary>A table of commissions.</summary>
    /// <param name="shown">The program.</param>
    /// <param name="caption">What the rows are.</param>
    /// <param name="commissions">The commissions.</param>
    /// <param name="names">The partners whose names are shown; null for a table without them.</param>
    public static DataTable TableOf(
        ConsoleProgram shown,
        string caption,
        IReadOnlyList<CommissionView> commissions,
        IReadOnlyDictionary<PartnerId, Partner>? names
    ) =>
        new(
            caption,
            [
                new TableColumn("Granted for", IsNumber: false),
                .. names is null ? [] : new[] { new TableColumn("Partner", IsNumber: false) },
                new TableColumn("Customer", IsNumber: false),
                new TableColumn("Status", IsNumber: false),
                new TableColumn("Amount", IsNumber: true),
            ],
            [
                .. commissions.Select(commission => new TableRow([
                    new TableCell(commission.EventId.Value, $"{commission.Rule}, {shown.Day(commission.CreatedAt)}")
                    {
                        Address = shown.PathOf(commission.Id),
                    },
                    .. names is null ? [] : new[] { PartnerCell(shown, commission.PartnerId, names) },
                    CustomerCell(shown, commission.CustomerId),
                    StatusCell(commission),
                    AmountCell(commission),
                ])),
            ]
        );

    /// <summary>The cell of a partner, by its name if it is known.</summary>
    public static TableCell PartnerCell(
        ConsoleProgram shown,
        PartnerId partner,
        IReadOnlyDictionary<PartnerId, Partner> names
    ) => new(NameOf(partner, names), null) { Address = shown.PathOf(partner) };

    /// <summary>The company of a partner if it is known; otherwise the id.</summary>
    public static string NameOf(PartnerId partner, IReadOnlyDictionary<PartnerId, Partner> names) =>
        names.TryGetValue(partner, out var known) ? known.Company : partner.Value;

    /// <summary>The cell of a customer.</summary>
    public static TableCell CustomerCell(ConsoleProgram shown, CustomerId? customer) =>
        customer is { } known
            ? new TableCell(known.Value, null) { Address = shown.PathOf(known) }
            : new TableCell("–", null);

    private static TableCell StatusCell(CommissionView commission) =>
        new(PartnerWords.Words(commission.Status), commission.HoldReason?.Replace('_', ' '))
        {
            Tone = commission.Status switch
            {
                "held" => CellTone.Warn,
                "paid" => CellTone.Ok,
                "reversed" => CellTone.Bad,
                _ => CellTone.Plain,
            },
        };

    private static TableCell AmountCell(CommissionView commission) =>
        new(
            ConsoleProgram.Amount(commission.Amount - commission.ReversedAmount, commission.Currency),
            commission.ReversedAmount == 0
                ? null
                : $"{ConsoleProgram.Amount(commission.Amount, commission.Currency)} before the reversal"
        );
}
