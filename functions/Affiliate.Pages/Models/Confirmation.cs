namespace Affiliate.Pages.Models;

/// <summary>
/// The model of a page with a single button that submits a form, such as to confirm an address or to accept terms.
/// </summary>
/// <param name="Brand">The program's brand; null for a page of no program.</param>
/// <param name="Title">The heading.</param>
/// <param name="Text">The effect of the button.</param>
/// <param name="Button">The label of the button.</param>
/// <param name="Action">The URL that the form is submitted to.</param>
public sealed record Confirmation(Brand? Brand, string Title, string Text, string Button, string Action) : IBrandedPage
{
    /// <summary>The facts below the text.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The values that are sent with the form and not shown, by name.</summary>
    public IReadOnlyDictionary<string, string> Hidden { get; init; } = new Dictionary<string, string>();

    /// <summary>The terms that the button accepts, or null.</summary>
    public TermsText? Terms { get; init; }

    /// <summary>The page to continue with instead, or null.</summary>
    public NextPage? Next { get; init; }
}
