using System.Text.Json.Serialization;
using Affiliate.Domain.Banking;
using Affiliate.Domain.Payouts.Files.Nacha;

namespace AffiliateFunctions.Payouts.Settings;

/// <summary>The company that originates ACH credits, as its bank (the ODFI) has registered it.</summary>
/// <param name="CompanyName">The name on the payees' statements, up to 16 characters.</param>
/// <param name="CompanyId">The company identification that the bank assigned, 10 characters.</param>
/// <param name="OdfiRoutingNumber">The routing number of the bank.</param>
/// <param name="OdfiName">The name of the bank, up to 23 characters.</param>
/// <param name="ImmediateDestination">The party that the file is delivered to, up to 10 characters.</param>
/// <param name="ImmediateOrigin">The party that sends the file, up to 10 characters.</param>
/// <param name="EntryDescription">
/// The purpose of the payments on the payees' statements, up to 10 characters.
/// </param>
/// <param name="DiscretionaryData">The company discretionary data, up to 20 characters.</param>
/// <param name="Addenda">Whether each entry has an addenda record with the month of the commissions.</param>
/// <param name="BankingDaysAhead">
/// The banking days from the creation of the file to the effective entry date, 0 to 5.
/// </param>
public sealed record AchSettings(
    string CompanyName,
    string CompanyId,
    string OdfiRoutingNumber,
    string OdfiName,
    string ImmediateDestination,
    string ImmediateOrigin,
    string EntryDescription,
    string? DiscretionaryData = null,
    bool Addenda = false,
    int BankingDaysAhead = 1
)
{
    /// <summary>The originator of the files. An invalid routing number is empty, and one of its problems.</summary>
    [JsonIgnore]
    public NachaOriginator Originator =>
        new(
            CompanyName,
            CompanyId,
            RoutingNumber.TryParse(OdfiRoutingNumber, out var odfi) ? odfi : default,
            OdfiName,
            ImmediateDestination,
            ImmediateOrigin,
            EntryDescription
        )
        {
            DiscretionaryData = DiscretionaryData,
        };
}
