using System.Diagnostics.Metrics;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Infrastructure.Telemetry;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>Measures payouts by the state that they reach: reserved, paid, put back or returned.</summary>
public sealed class PayoutMetrics(IMeterFactory meters)
{
    private readonly Counter<long> payouts = meters
        .CreateMeter()
        .CreateCounter<long>("affiliate.payouts", "{payout}", "Payouts by the state that they have reached.");

    /// <summary>Counts a payout that has reached a state.</summary>
    internal void Add(PayoutState state) =>
        payouts.Add(1, new KeyValuePair<string, object?>("affiliate.payout.state", StoredJson.NameOf(state)));
}
