namespace Affiliate.Domain.Rules;

/// <summary>A line of a sale as it was received. Amounts are minor units of the sale's currency.</summary>
public sealed record SaleLine
{
    /// <summary>The id by which refunds name the line; null for a line without an id.</summary>
    public string? LineId { get; init; }

    /// <summary>The product.</summary>
    public string? ProductId { get; init; }

    /// <summary>The plan.</summary>
    public string? Plan { get; init; }

    /// <summary>How many units were sold; 1 where it is null. Metered usage is no quantity.</summary>
    public long? Quantity { get; init; }

    /// <summary>
    /// The amount after the line's discount, with its tax where the sale's amount has tax. Below zero for a credit.
    /// </summary>
    public required long Amount { get; init; }

    /// <summary>The tax in the amount; null where the line does not give its tax.</summary>
    public long? Tax { get; init; }

    /// <summary>The discount that was taken off before, for information.</summary>
    public long? Discount { get; init; }

    /// <summary>Whether the line is a credit, such as for the rest of a cancelled plan.</summary>
    internal bool IsCredit => Amount < 0;
}
