using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>The commissions of a program that one e-mail asks about: those that were newly held on a day.</summary>
public sealed record HeldBatch
{
    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The day in the program's time zone.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>When the owner was asked.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The commissions.</summary>
    public required IReadOnlyList<CommissionId> Commissions { get; init; }

    /// <summary>How many e-mails were sent: the first one, the reminder, the escalation, and so on.</summary>
    public int Mails { get; init; }

    /// <summary>The decisions, in the order in which they were made.</summary>
    public IReadOnlyList<HeldDecision> Decisions { get; init; } = [];

    /// <summary>Whether no commission of the batch waits for a decision.</summary>
    public bool IsClosed { get; init; }

    /// <summary>When the batch was closed; null while it is open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The decisions that are not carried out yet.</summary>
    [JsonIgnore]
    internal IEnumerable<HeldDecision> OpenDecisions => Decisions.Where(decision => !decision.IsCarriedOut);

    /// <summary>The SHA-256 of the commissions, to which links are bound.</summary>
    [JsonIgnore]
    internal string ContentHash =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Commissions))));
}

/// <summary>A decision about commissions of a batch. It is stored before it is carried out.</summary>
/// <param name="Order">Whether they are released or reversed, by whom, and why.</param>
/// <param name="At">When it was made.</param>
/// <param name="Commissions">The commissions.</param>
public sealed record HeldDecision(HoldOrder Order, DateTimeOffset At, IReadOnlyList<CommissionId> Commissions)
{
    /// <summary>Whether the ledger has all of the decision.</summary>
    public bool IsCarriedOut { get; init; }
}
