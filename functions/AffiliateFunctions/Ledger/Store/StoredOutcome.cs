using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>What an event did, kept under the event's name so that it does it once.</summary>
/// <param name="Outcome">What was answered.</param>
/// <param name="Own">The commissions that the event made in this partner's ledger.</param>
/// <param name="Shares">The commissions of the other credited partners, to be stored in their ledgers.</param>
internal sealed record StoredOutcome(EffectOutcome Outcome, IReadOnlyList<CommissionId> Own, IReadOnlyList<NewCommission> Shares)
{
    /// <summary>The try that it is the outcome of.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Attempt { get; init; }

    /// <summary>What the event has used of its customer's caps, or null where there are none.</summary>
    public CustomerCapUse? CustomerCapUse { get; init; }

    /// <summary>Whether a later try of the event begins anew: a rejected one has changed nothing.</summary>
    public bool IsOpenTo(LedgerEffect effect) => Outcome.Status == EffectStatus.Rejected && effect is ConversionEffect retried && retried.Attempt > Attempt;

    public static StoredOutcome Of(EffectStatus status, string? reason = null) => new(new EffectOutcome(status, reason, []), [], []);
}

/// <summary>A commission with the trace that explains it.</summary>
/// <param name="Commission">The commission.</param>
/// <param name="Trace">The trace as JSON; null for a line that corrects another, whose trace explains it.</param>
internal sealed record NewCommission(Commission Commission, string? Trace);
