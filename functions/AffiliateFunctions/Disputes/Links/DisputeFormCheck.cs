using System.Globalization;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Disputes.Links;

/// <summary>Checks what a partner has entered.</summary>
internal static class DisputeFormCheck
{
    /// <summary>The maximum number of characters of the claim.</summary>
    public const int MaxClaim = 2000;

    /// <summary>The maximum number of characters of an invoice or a customer.</summary>
    public const int MaxName = 200;

    private const int MinClaim = 10;

    /// <summary>The values of the form, in the order of the page.</summary>
    public static IReadOnlyDictionary<string, DisputeKind> Kinds { get; } =
        new Dictionary<string, DisputeKind>
        {
            ["amount"] = DisputeKind.Amount,
            ["reversal"] = DisputeKind.Reversal,
            ["hold"] = DisputeKind.Hold,
            ["missing"] = DisputeKind.Missing,
        };

    /// <summary>The field to correct, or null.</summary>
    public static DisputeMistake? Mistake(
        OpenDispute.DisputeForm form,
        IReadOnlyList<CommissionView> commissions,
        DateTimeOffset now
    ) =>
        form.Kind is null || !Kinds.TryGetValue(form.Kind, out var kind)
            ? new DisputeMistake("kind", "Choose what you contest.")
            : (kind == DisputeKind.Missing ? MissingMistake(form, now) : CommissionMistake(form, kind, commissions))
                ?? ClaimMistake(form.Claim);

    /// <summary>The entered day, or null.</summary>
    public static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(
            text?.Trim(),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;

    private static DisputeMistake? CommissionMistake(
        OpenDispute.DisputeForm form,
        DisputeKind kind,
        IReadOnlyList<CommissionView> commissions
    )
    {
        if (commissions.FirstOrDefault(each => each.Id.Value == form.Commission) is not { } commission)
        {
            return new DisputeMistake("commission", "Choose the commission.");
        }

        return kind switch
        {
            DisputeKind.Hold when commission.Status != "held" => new DisputeMistake(
                "commission",
                "This commission is not held. Choose another one, or contest its amount."
            ),
            DisputeKind.Reversal when commission is { ReversedAmount: 0, Amount: >= 0 } => new DisputeMistake(
                "commission",
                "Nothing of this commission was taken back. Choose another one, or contest its amount."
            ),
            _ => null,
        };
    }

    private static DisputeMistake? MissingMistake(OpenDispute.DisputeForm form, DateTimeOffset now)
    {
        if (new[] { form.Invoice, form.Customer, form.Date }.All(string.IsNullOrWhiteSpace))
        {
            return new DisputeMistake("invoice", "Name the invoice, the customer or the day of the sale.");
        }

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return !IsName(form.Invoice) ? new DisputeMistake("invoice", "Give at most 200 characters on one line.")
            : !IsName(form.Customer) ? new DisputeMistake("customer", "Give at most 200 characters on one line.")
            : !string.IsNullOrWhiteSpace(form.Date)
            && !(DayOf(form.Date) is { } day && day <= today.AddDays(1) && day >= today.AddYears(-1))
                ? new DisputeMistake("date", "Give a day of the last year, such as 2026-11-05.")
            : null;
    }

    private static DisputeMistake? ClaimMistake(string? claim) =>
        claim?.Trim().Length is not (>= MinClaim and <= MaxClaim)
            ? new DisputeMistake("claim", "Say in 10 to 2,000 characters what is wrong and why.")
        : !LineText.LinesFit(claim) ? new DisputeMistake("claim", LineText.LinesSentence)
        : null;

    private static bool IsName(string? text) => text is null || (text.Length <= MaxName && LineText.Fits(text));
}
