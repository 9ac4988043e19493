namespace Affiliate.Pages.Models;

/// <summary>The model of the page on which a person decides about held commissions.</summary>
public sealed record HeldCommissionsForm : IBrandedPage
{
    /// <inheritdoc/>
    public required Brand Brand { get; init; }

    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>The URL that the form is submitted to.</summary>
    public required string Action { get; init; }

    /// <summary>The address that the link was sent to.</summary>
    public required string Decider { get; init; }

    /// <summary>What the last submission did, or null.</summary>
    public string? Result { get; init; }

    /// <summary>The commissions that wait, by the reason why they are held.</summary>
    public required IReadOnlyList<HeldGroup> Groups { get; init; }

    /// <summary>The commissions of the request that are decided.</summary>
    public IReadOnlyList<HeldCommission> Decided { get; init; } = [];

    /// <summary>The entered reason.</summary>
    public string? Reason { get; init; }

    /// <summary>The values of the checkboxes that are ticked.</summary>
    public IReadOnlySet<string> Selected { get; init; } = new HashSet<string>();

    /// <summary>The name of the field with an error.</summary>
    public string? ErrorField { get; init; }

    /// <summary>The error message, which says how to fix the field.</summary>
    public string? Error { get; init; }
}

/// <summary>Commissions that are held for the same reason.</summary>
/// <param name="Value">The value of the checkbox for all of them.</param>
/// <param name="Reason">The reason in words.</param>
/// <param name="Summary">How many they are, and their sum.</param>
/// <param name="Commissions">The commissions.</param>
public sealed record HeldGroup(string Value, string Reason, string Summary, IReadOnlyList<HeldCommission> Commissions);

/// <summary>A held commission, or one that was.</summary>
/// <param name="Value">The value of its checkbox.</param>
/// <param name="Company">The partner's company.</param>
/// <param name="Partner">The partner's contact and id.</param>
/// <param name="Customer">The customer and the event, in words.</param>
/// <param name="Amount">The amount, formatted.</param>
/// <param name="Since">Since when it is held, or how it was decided.</param>
/// <param name="Explanation">The address of the page that explains it.</param>
public sealed record HeldCommission(
    string Value,
    string Company,
    string Partner,
    string Customer,
    string Amount,
    string Since,
    string Explanation
);
