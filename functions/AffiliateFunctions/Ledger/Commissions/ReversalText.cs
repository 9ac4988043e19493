using System.Globalization;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Monetary;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>
/// Describes what refunds and voids took back from a commission and what won disputes put back, with all numbers used.
/// </summary>
/// <param name="reversals">The reversals, in their order.</param>
/// <param name="currency">The program's currency.</param>
/// <param name="isForPartner">Whether the reader is the partner, to whom the reason of a hold is not shown.</param>
internal sealed class ReversalText(IReadOnlyList<Reversal> reversals, Currency currency, bool isForPartner = false)
{
    public IReadOnlyList<LineList> Steps() =>
        [.. reversals.Select(reversal => new LineList(TitleOf(reversal), [.. Lines(reversal)]))];

    private static string TitleOf(Reversal reversal) =>
        reversal.VoidedBecause is not null ? $"Voided by {reversal.Event}"
        : reversal.Refused is { } refused ? $"Decision about {refused.Commission}"
        : reversal.GrantedBefore is not null || reversal.HeldBecause is not null ? $"Change by {reversal.Event}"
        : reversal.Difference > 0 ? $"Put back by {reversal.Event}"
        : $"Reversed by {reversal.Event}";

    private IEnumerable<string> Lines(Reversal reversal) =>
        reversal switch
        {
            { VoidedBecause: { } voided } => LinesOfVoid(reversal, voided),
            { Refused: { } refused } => LinesOfDecision(reversal, refused),
            _ => LinesOfRefund(reversal),
        };

    private IEnumerable<string> LinesOfVoid(Reversal reversal, VoidReason reason)
    {
        yield return $"Two persons decided that the commission was not earned: {StoredJson.NameOf(reason)}, "
            + DisplayFormat.Time(reversal.OccurredAt);
        yield return $"Kept: nothing; before, it was {Amount(reversal.KeptBefore)}";
    }

    private IEnumerable<string> LinesOfDecision(Reversal reversal, RefusedCommission refused)
    {
        yield return $"A person reversed the held commission {refused.Commission} of {Amount(refused.Amount)}, "
            + DisplayFormat.Time(reversal.OccurredAt);
        if (reversal.GrantedBefore is { } before)
        {
            yield return $"Without it, {Amount(reversal.Granted)} is granted for the sale; before, it was "
                + Amount(before);
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Kept: {Amount(reversal.Kept)}, because {reversal.Refunded:N0} of {reversal.SaleAmount:N0} is refunded "
                + $"(minor units of the sale's currency); before, it was {Amount(reversal.KeptBefore)}"
        );
        if (reversal.Line is { } line)
        {
            yield return $"Refunds had taken a part of the reversed amount before: "
                + $"{Amount(reversal.Difference + refused.Amount)}, in the separate commission {line}";
        }
    }

    private IEnumerable<string> LinesOfRefund(Reversal reversal)
    {
        if (reversal.GrantedBefore is { } before)
        {
            yield return $"The sale has changed: the same rules now grant {Amount(reversal.Granted)} for it; "
                + $"before, they granted {Amount(before)}";
        }

        if (!isForPartner && reversal.HeldBecause is { } reason)
        {
            yield return $"Held because of {reason.Replace('_', ' ')}";
        }

        if (reversal.Chargeback is { } chargeback)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The bank took back {chargeback.Reported:N0}, of which only {chargeback.Taken:N0} was left of the sale"
            );
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{reversal.Event}, {DisplayFormat.Time(reversal.OccurredAt)}: of {PartOf(reversal)}the sale "
                + $"{reversal.Sale}, {reversal.Refunded:N0} of {reversal.SaleAmount:N0} is refunded, "
                + $"{reversal.RefundedBefore:N0}{OfBefore(reversal)} before (minor units of the sale's currency)"
        );
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Kept: {Amount(reversal.Granted)} × ({reversal.SaleAmount:N0} − {reversal.Refunded:N0}) / "
                + $"{reversal.SaleAmount:N0}, rounded half to even to {Amount(reversal.Kept)}; before, it was "
                + $"{Amount(reversal.KeptBefore)}"
        );
        yield return reversal.Line is { } line
            ? $"Difference: {Amount(reversal.Difference)}, in the separate commission {line}, because the commission "
                + "was already in a payout or paid"
            : $"Difference: {Amount(reversal.Difference)}, on the commission itself";
    }

    private static string PartOf(Reversal reversal) =>
        reversal.Lines switch
        {
            null => string.Empty,
            [var line] => string.Create(CultureInfo.InvariantCulture, $"line {line + 1} of "),
            var lines => "lines "
                + $"{string.Join(", ", lines.Select(line => (line + 1).ToString(CultureInfo.InvariantCulture)))} of ",
        };

    private static string OfBefore(Reversal reversal) =>
        reversal.SaleAmountBefore is { } before
            ? string.Create(CultureInfo.InvariantCulture, $" of {before:N0}")
            : string.Empty;

    private string Amount(long minorUnits) => DisplayFormat.Amount(minorUnits, currency);
}
