using System.Text.Json.Serialization;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>The decision that all commissions for a customer are held, because the customer committed a fraud.</summary>
/// <param name="Cause">The decision: the id of the reversed commission, or of the adjustment that voided it.</param>
/// <param name="By">The person or caller who decided.</param>
/// <param name="Since">Since when.</param>
public sealed record CustomerHold(string Cause, string By, DateTimeOffset Since)
{
    /// <summary>How the hold was lifted; null while it applies.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LiftedHold? Lifted { get; init; }
}

/// <summary>The end of a hold. It does not change commissions that are held already.</summary>
/// <param name="By">The person or caller who lifted the hold.</param>
/// <param name="Reason">The reason.</param>
/// <param name="At">When it was lifted.</param>
public sealed record LiftedHold(string By, string Reason, DateTimeOffset At)
{
    /// <summary>The person that the caller says to act for, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OnBehalfOf { get; init; }
}
