namespace Affiliate.Pages.Models;

/// <summary>The model of the page on which a partner sees and updates its lead.</summary>
/// <param name="Brand">The program's brand.</param>
/// <param name="Title">The heading.</param>
/// <param name="Facts">The lead with its contact.</param>
/// <param name="History">The updates so far.</param>
public sealed record LeadView(Brand Brand, string Title, IReadOnlyList<Fact> Facts, DataTable History) : IBrandedPage
{
    /// <summary>What was done by the submission, or null.</summary>
    public string? Result { get; init; }

    /// <summary>The form; null for a lead that has ended.</summary>
    public EntryForm? Form { get; init; }
}
