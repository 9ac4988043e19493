namespace Affiliate.Pages.Models;

/// <summary>The model of a partner's list of commissions.</summary>
public sealed record PartnerCommissions : PartnerPageModel
{
    /// <summary>The form of the date range.</summary>
    public required RangeForm Range { get; init; }

    /// <summary>The statuses to choose from; the empty value is for all.</summary>
    public required IReadOnlyList<EntryChoice> Statuses { get; init; }

    /// <summary>The chosen status, or an empty text.</summary>
    public required string Status { get; init; }

    /// <summary>The commissions; null without any.</summary>
    public required DataTable? Commissions { get; init; }

    /// <summary>What is said instead of an empty list.</summary>
    public required string Empty { get; init; }

    /// <summary>What the partner can do if a commission is wrong or missing.</summary>
    public required MissingStep Contest { get; init; }

    /// <summary>The address of the next page, or null.</summary>
    public string? Older { get; init; }

    /// <summary>The address of the first page; null on the first page.</summary>
    public string? Newest { get; init; }
}

/// <summary>The model of the page of one commission.</summary>
public sealed record PartnerCommission : PartnerPageModel
{
    /// <summary>The explanation.</summary>
    public required CommissionExplanation Explanation { get; init; }

    /// <summary>Why the commission is held, who decides and until when; empty for one that is not held.</summary>
    public required IReadOnlyList<string> Hold { get; init; }

    /// <summary>What the partner can do if it does not agree.</summary>
    public required MissingStep Contest { get; init; }

    /// <summary>The address of the list.</summary>
    public required string List { get; init; }
}
