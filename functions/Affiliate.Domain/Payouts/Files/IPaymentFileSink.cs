namespace Affiliate.Domain.Payouts.Files;

/// <summary>
/// Receives payment files while they are written, so that a file of any size needs the memory of a few lines.
/// </summary>
public interface IPaymentFileSink
{
    /// <summary>
    /// Opens the next file. The writer disposes of the stream when the file is complete. Writing to the stream must not
    /// wait: a sink that stores the bytes elsewhere does that when a payment has been written.
    /// </summary>
    /// <param name="suffix">
    /// The end of the file's name: <c>.ach</c> of the first file, <c>-2.ach</c> of the second, and so on.
    /// </param>
    Stream Open(string suffix);

    /// <summary>
    /// Receives the reference of a payment that has been written. The writer continues when the call has ended.
    /// </summary>
    ValueTask OnWrittenAsync(PaymentReference payment, CancellationToken cancellationToken);

    /// <summary>Receives the totals of the open file, whose last byte has been written.</summary>
    ValueTask OnCompletedAsync(PaymentFileSummary file, CancellationToken cancellationToken);
}

/// <summary>The reference under which a bank reports on a payment.</summary>
/// <param name="PayoutId">The id of the payout.</param>
/// <param name="Suffix">The suffix of the file that contains the payment.</param>
/// <param name="Reference">
/// The trace number of an ACH entry, the end-to-end identification of a SEPA credit transfer, the customer id of a
/// PayPal payout, otherwise the id of the payout.
/// </param>
public sealed record PaymentReference(string PayoutId, string Suffix, string Reference);

/// <summary>A file that has been written.</summary>
/// <param name="Suffix">The end of the file's name.</param>
/// <param name="Count">The number of payments.</param>
/// <param name="Total">The sum of the amounts in minor units.</param>
/// <param name="Currency">The currency of the amounts, or null for a file with several currencies.</param>
public sealed record PaymentFileSummary(string Suffix, int Count, long Total, string? Currency);

/// <summary>An instruction that is in no file, because the format cannot carry it.</summary>
/// <param name="PayoutId">The id of the payout.</param>
/// <param name="Field">The field, such as <c>account.holder</c>.</param>
/// <param name="Reason">Why the field cannot be carried, as a sentence.</param>
public sealed record RefusedPayment(string PayoutId, string Field, string Reason)
{
    /// <summary>The refusal as people read it, with the name of the field.</summary>
    public string ToSentence() => $"{NameOf(Field)}: {Reason}";

    private static string NameOf(string field) =>
        field switch
        {
            "account" => "Account",
            "account.holder" => "Account holder",
            "account.iban" => "IBAN",
            "account.bic" => "BIC",
            "account.email" => "E-mail address",
            "partner_name" => "Name",
            _ => Capitalised(field.Replace("account.", string.Empty, StringComparison.Ordinal)),
        };

    private static string Capitalised(string field) =>
        char.ToUpperInvariant(field[0]) + field[1..].Replace('_', ' ').Replace('.', ' ');
}

/// <summary>The outcome of writing payment files: each instruction is in one file or refused.</summary>
/// <param name="Files">The files, in the order of their suffixes.</param>
/// <param name="Refused">The refused instructions, in the order of the instructions.</param>
public sealed record PaymentFileResult(IReadOnlyList<PaymentFileSummary> Files, IReadOnlyList<RefusedPayment> Refused);

/// <summary>A value of an originator's settings that a format cannot carry.</summary>
/// <param name="Field">The name of the value.</param>
/// <param name="Reason">Why it cannot be carried, as a sentence.</param>
public sealed record OriginatorProblem(string Field, string Reason);
