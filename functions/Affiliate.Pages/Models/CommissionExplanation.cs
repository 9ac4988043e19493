namespace Affiliate.Pages.Models;

/// <summary>The model of the page that explains a commission to the partner.</summary>
public sealed record CommissionExplanation : IBrandedPage
{
    /// <inheritdoc/>
    public required Brand Brand { get; init; }

    /// <summary>The amount with its currency, formatted.</summary>
    public required string Amount { get; init; }

    /// <summary>The event, the rule and the status of the commission.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>The steps from the event to the amount, in order.</summary>
    public required IReadOnlyList<LineList> Steps { get; init; }
}
