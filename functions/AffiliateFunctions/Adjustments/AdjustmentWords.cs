using Affiliate.Pages;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Adjustments;

/// <summary>Describes adjustments in words, without texts that people wrote: audit records are never erased.</summary>
internal static class AdjustmentWords
{
    /// <summary>What is asked for, such as <c>Bonus of 50.00 USD for prt_…</c>.</summary>
    public static string Of(StoredAdjustment adjustment) =>
        adjustment.Kind switch
        {
            AdjustmentKind.Void => $"Void of {adjustment.Commission} of {adjustment.Partner}: "
                + StoredJson.NameOf(adjustment.ReasonCode!.Value),
            AdjustmentKind.Assignment => $"Customer {adjustment.Customer} to {adjustment.Partner} from "
                + DisplayFormat.Time(adjustment.EffectiveFrom ?? adjustment.From!.Value),
            _ =>
                $"{NameOf(adjustment.Kind)} of {Amount(adjustment, adjustment.Amount!.Value)} for {adjustment.Partner}",
        };

    /// <summary>What has changed.</summary>
    public static string OfChange(StoredAdjustment adjustment) =>
        adjustment.Kind == AdjustmentKind.Assignment
            ? Of(adjustment)
            : $"{Of(adjustment)}; {BeforeLabel(adjustment.Kind)} "
                + $"{Amount(adjustment, adjustment.Before!.Value)} before, "
                + $"{Amount(adjustment, adjustment.After!.Value)} after";

    /// <summary>The kind as it begins a sentence.</summary>
    public static string NameOf(AdjustmentKind kind) => Ledger.AdjustmentText.NameOf(StoredJson.NameOf(kind));

    /// <summary>An amount in the program's currency.</summary>
    public static string Amount(StoredAdjustment adjustment, long amount) =>
        DisplayFormat.Amount(amount, adjustment.Currency);

    private static string BeforeLabel(AdjustmentKind kind) => kind == AdjustmentKind.Void ? "kept" : "due";
}
