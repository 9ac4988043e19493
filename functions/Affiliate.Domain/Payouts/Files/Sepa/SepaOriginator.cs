using Affiliate.Domain.Banking;

namespace Affiliate.Domain.Payouts.Files.Sepa;

/// <summary>The debtor of SEPA credit transfers.</summary>
/// <param name="Name">The name of the debtor, up to 70 characters.</param>
/// <param name="Iban">The account that pays.</param>
/// <param name="Bic">
/// The BIC of the debtor's bank, or null. Without it the file contains <c>NOTPROVIDED</c>.
/// </param>
public sealed record SepaOriginator(string Name, Iban Iban, Bic? Bic = null)
{
    /// <summary>
    /// Whether the bank books the sum of a batch in one entry (<c>true</c>) or each payment (<c>false</c>), or null to
    /// leave it to the agreement with the bank.
    /// </summary>
    public bool? BatchBooking { get; init; }

    /// <summary>
    /// The address of the debtor, or null. Transfers to accounts outside of the European Economic Area need it, unless
    /// the bank adds it.
    /// </summary>
    public PostalAddress? Address { get; init; }

    /// <summary>Returns what a SEPA file cannot carry; empty for a usable originator.</summary>
    public IReadOnlyList<OriginatorProblem> Problems()
    {
        var problems = new List<OriginatorProblem>();
        if (Name.Length is 0 or > 70 || CharacterSet.Sepa.Convert(Name) != Name || !Name.Any(char.IsAsciiLetterOrDigit))
        {
            problems.Add(
                new OriginatorProblem("name", "Give up to 70 characters of a-z A-Z 0-9 / - ? : ( ) . , ' + and space.")
            );
        }

        if (!SepaArea.Reaches(Iban))
        {
            problems.Add(new OriginatorProblem("iban", $"Give {Iban.Form}, of a country of SEPA."));
        }

        if (Bic is { } bic && !Banking.Bic.TryParse(bic.Value, out _))
        {
            problems.Add(new OriginatorProblem("bic", $"Give {Banking.Bic.Form}, or none."));
        }

        var checks = new List<OriginatorProblem>();
        SepaAddress.From(Address, (field, reason) => checks.Add(new OriginatorProblem($"address.{field}", reason)));
        problems.AddRange(checks);
        return problems;
    }
}

/// <summary>The values of one set of SEPA files.</summary>
/// <param name="MessageId">
/// The message identification of the first file: 1 to 24 letters, digits and hyphens that the originator has used for
/// no other file. Further files and the batches of a file append a number to it.
/// </param>
/// <param name="CreatedAt">The instant of creation.</param>
/// <param name="ExecutionDate">
/// The day of execution of instructions that have none of their own, a banking day of
/// <see cref="BankingCalendar.Target"/>.
/// </param>
public sealed record SepaFileSettings(string MessageId, DateTimeOffset CreatedAt, DateOnly ExecutionDate)
{
    /// <summary>
    /// The greatest number of payments of a file. The format has no limit of its own; 100,000 unless the bank has
    /// agreed to another number.
    /// </summary>
    public int MaxPaymentsPerFile { get; init; } = 100_000;

    /// <summary>Returns the message identification of a file, which reports on the file repeat.</summary>
    /// <param name="messageId">The message identification of the first file.</param>
    /// <param name="filesBefore">The number of files before it.</param>
    public static string MessageIdOf(string messageId, int filesBefore) =>
        filesBefore == 0 ? messageId : $"{messageId}-{filesBefore + 1}";

    /// <summary>Returns the identification of a batch, which reports on the batch repeat.</summary>
    /// <param name="messageId">The message identification of the file.</param>
    /// <param name="number">The number of the batch in the file, from 1.</param>
    public static string BatchIdOf(string messageId, int number) => $"{messageId}-{number}";
}
