using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Payouts.Statements;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>
/// A partner's statement of one month. Once it is stored it never changes, except that an erased partner's name is
/// replaced and that <see cref="MailedAttempt"/> notes its e-mail. The opening balance plus the lines is the closing balance, and the closing balance is the opening balance
/// of the next month. The balance is defined by <see cref="OwedBalance.Owed"/>.
/// </summary>
public sealed record StoredStatement
{
    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The month.</summary>
    public required Period Period { get; init; }

    /// <summary>The partner.</summary>
    public required PartnerId Partner { get; init; }

    /// <summary>The name of the partner's contact.</summary>
    public required string Name { get; init; }

    /// <summary>The partner's company.</summary>
    public required string Company { get; init; }

    /// <summary>The program's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>The program's time zone, in which the month begins and ends (IANA).</summary>
    public required string Timezone { get; init; }

    /// <summary>The beginning of the month in the program's time zone.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>
    /// The end of the month in the program's time zone: what was posted later is in a later statement.
    /// </summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The totals at the beginning and at the end.</summary>
    public required AccountSpan Span { get; init; }

    /// <summary>The movements of the balance, in the order of posting.</summary>
    public required IReadOnlyList<StatementLine> Lines { get; init; }

    /// <summary>The payout of the month's cycle, as it was when the statement was made.</summary>
    public required StatementPayout Payout { get; init; }

    /// <summary>
    /// The number of the self-billing invoice, or of the credit note when the invoiced amount is negative. Null when
    /// the partner has not agreed to self-billing, and while the statement is preliminary.
    /// </summary>
    public string? InvoiceNumber { get; init; }

    /// <summary>The two sides of the self-billing invoice; null without a number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InvoiceParties? Parties { get; init; }

    /// <summary>The amount that the partner invoices for the month: everything that was earned, reversed or adjusted,
    /// in minor units.</summary>
    [JsonIgnore]
    public long InvoiceAmount =>
        checked(Span.Closing.Owed() - Span.Opening.Owed() - SumOf(MovementKind.Payout, MovementKind.PayoutReturned));

    /// <summary>When the statement was frozen; null while it is preliminary.</summary>
    public DateTimeOffset? FrozenAt { get; init; }

    /// <summary>
    /// The latest attempt of the cycle whose e-mail about the statement is sent; null before the first one.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MailedAttempt { get; init; }

    /// <summary>The sum of the lines of some kinds.</summary>
    public long SumOf(params ReadOnlySpan<MovementKind> kinds)
    {
        var sum = 0L;
        foreach (var line in Lines)
        {
            sum = checked(sum + (kinds.Contains(line.Kind) ? line.Amount : 0));
        }

        return sum;
    }

    /// <summary>The statement without the texts about an erased partner.</summary>
    public StoredStatement Without(ErasedPartner partner) =>
        this with
        {
            Name = ErasedPartner.Pseudonym,
            Company = ErasedPartner.Pseudonym,
            Parties = Parties?.WithoutPartner(),
            Lines = [.. Lines.Select(line => line with { Text = WithoutTexts(line.Text, partner) })],
            Payout = Payout with
            {
                Reason = Payout.Reason is { } reason ? partner.Without(reason) : null,
                ReasonDetail = null,
                Lines = [.. Payout.Lines.Select(line => line with { Text = WithoutTexts(line.Text, partner) })],
            },
        };

    private static string WithoutTexts(string line, ErasedPartner partner) =>
        AdjustmentText.WithoutReason(partner.Without(line));
}

/// <summary>The payout of a cycle on a statement. It is a movement of the month in which it is paid.</summary>
/// <param name="Amount">The amount that is paid or about to be paid, in minor units; 0 when nothing is paid.</param>
/// <param name="Status">The status of the payout, or <c>none</c>.</param>
/// <param name="Reason">Why nothing is paid, or null.</param>
/// <param name="SettledAt">When the payout was paid or failed, or null.</param>
/// <param name="Lines">The lines of the payout.</param>
public sealed record StatementPayout(
    long Amount,
    string Status,
    string? Reason,
    DateTimeOffset? SettledAt,
    IReadOnlyList<PayoutLine> Lines
)
{
    /// <summary>What is wrong with the payout details, as a sentence; null if the reason says all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReasonDetail { get; init; }

    /// <summary>The reason in words, or null.</summary>
    [JsonIgnore]
    public string? ReasonText => Reason is { } reason ? SkipReasons.TextOf(reason, ReasonDetail) : null;
}
