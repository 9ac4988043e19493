using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;

namespace Affiliate.Domain.Payouts.Statements;

/// <summary>One movement on a statement: it changes the balance.</summary>
/// <param name="At">The time of posting.</param>
/// <param name="Kind">The kind of the movement.</param>
/// <param name="Text">The explanation on one line.</param>
/// <param name="Amount">The change of the balance in minor units; never zero.</param>
public sealed record StatementLine(DateTimeOffset At, MovementKind Kind, string Text, long Amount)
{
    /// <summary>The commission; null for a payout, which has several.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CommissionId? Commission { get; init; }
}

/// <summary>The text of a commission on statements.</summary>
/// <param name="Text">The explanation on one line.</param>
/// <param name="IsCorrection">Whether the commission corrects another one, and the text says so.</param>
public sealed record CommissionLabel(string Text, bool IsCorrection);
