namespace Affiliate.Domain.Rules;

/// <summary>A line of a sale as it was received. Amounts are in minor units of the sale's currency.</summary>
public sealed record SaleLine
{
    /// <summary>The id that refunds use to refer to the line; null for a line without an id.</summary>
    public string? LineId { get; init; }

    /// <summary>The id of the product.</summary>
    public string? ProductId { get; init; }

    /// <summary>The plan that was sold.</summary>
    public string? Plan { get; init; }

    /// <summary>The number of units sold; null means 1. Metered usage is not a quantity.</summary>
    public long? Quantity { get; init; }

    /// <summary>
    /// The amount of the line after its discount. It includes tax if the sale's amount includes tax. The amount of a
    /// credit is below zero.
    /// </summary>
    public required long Amount { get; init; }

    /// <summary>The tax included in the amount; null when the line does not state its tax.</summary>
    public long? Tax { get; init; }

    /// <summary>The discount already deducted from the amount, for information only.</summary>
    public long? Discount { get; init; }

    /// <summary>Whether the line is a credit, such as for the unused part of a cancelled plan.</summary>
    internal bool IsCredit => Amount < 0;
}
