using Affiliate.Domain.Banking;

namespace Affiliate.Domain.Payouts.Files.Nacha;

/// <summary>The company that originates ACH credits, as its bank (the ODFI) has registered it.</summary>
/// <param name="CompanyName">The name on the payees' statements, up to 16 characters.</param>
/// <param name="CompanyId">
/// The company identification that the bank assigned, 10 characters; often <c>1</c> and the employer identification
/// number.
/// </param>
/// <param name="OdfiRoutingNumber">The routing number of the bank.</param>
/// <param name="OdfiName">The name of the bank, up to 23 characters.</param>
/// <param name="ImmediateDestination">
/// The party that the file is delivered to: the routing number of the bank or of the ACH operator, up to 10 characters.
/// </param>
/// <param name="ImmediateOrigin">
/// The party that sends the file: a routing number or the company identification, up to 10 characters.
/// </param>
/// <param name="EntryDescription">
/// The purpose of the payments on the payees' statements, up to 10 characters, such as <c>COMMISSION</c>.
/// </param>
public sealed record NachaOriginator(
    string CompanyName,
    string CompanyId,
    RoutingNumber OdfiRoutingNumber,
    string OdfiName,
    string ImmediateDestination,
    string ImmediateOrigin,
    string EntryDescription
)
{
    /// <summary>The company discretionary data, up to 20 characters, or null.</summary>
    public string? DiscretionaryData { get; init; }

    /// <summary>Returns what an ACH file cannot carry; empty for a usable originator.</summary>
    public IReadOnlyList<OriginatorProblem> Problems()
    {
        var problems = new List<OriginatorProblem>();
        Check("company_name", CompanyName, 1, 16);
        Check("company_id", CompanyId, 10, 10);
        Check("odfi_name", OdfiName, 1, 23);
        Check("immediate_destination", ImmediateDestination, 1, 10);
        Check("immediate_origin", ImmediateOrigin, 1, 10);
        Check("entry_description", EntryDescription, 1, 10);
        Check("discretionary_data", DiscretionaryData ?? string.Empty, 0, 20);
        if (!RoutingNumber.TryParse(OdfiRoutingNumber.Value, out _))
        {
            problems.Add(new OriginatorProblem("odfi_routing_number", $"Give {RoutingNumber.Form}."));
        }

        return problems;

        void Check(string field, string value, int minLength, int maxLength)
        {
            if (value.Length < minLength || value.Length > maxLength)
            {
                var length = minLength == maxLength ? $"{maxLength}" : $"{minLength} to {maxLength}";
                problems.Add(new OriginatorProblem(field, $"Give {length} characters."));
            }
            else if (CharacterSet.Ach.Convert(value) != value)
            {
                problems.Add(
                    new OriginatorProblem(
                        field,
                        "Give digits, capital letters and ASCII punctuation, without outer spaces."
                    )
                );
            }
        }
    }
}

/// <summary>The values of one set of ACH files.</summary>
/// <param name="CreatedAt">The date and time of creation in the originator's time zone.</param>
/// <param name="EffectiveEntryDate">
/// The day on which the payments are to settle, a banking day of <see cref="BankingCalendar.FederalReserve"/>.
/// </param>
public sealed record NachaFileSettings(DateTime CreatedAt, DateOnly EffectiveEntryDate)
{
    /// <summary>The company descriptive date, up to 6 characters, such as <c>NOV 26</c>, or null.</summary>
    public string? DescriptiveDate { get; init; }

    /// <summary>
    /// The file id modifier of the first file, <c>A</c> to <c>Z</c> or <c>0</c> to <c>9</c>. It distinguishes the files
    /// of one originator and day; further files have the following modifiers.
    /// </summary>
    public char FileIdModifier { get; init; } = 'A';

    /// <summary>
    /// The sequence number in the trace number of the first entry, 1 to 9,999,999. Numbers that differ from those of
    /// earlier files make returns unambiguous.
    /// </summary>
    public int FirstTraceSequence { get; init; } = 1;
}
