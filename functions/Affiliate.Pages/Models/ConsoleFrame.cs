namespace Affiliate.Pages.Models;

/// <summary>What all pages of the console show around their content.</summary>
/// <param name="Person">The signed-in person, or the function key.</param>
/// <param name="FormToken">The token of the session's forms.</param>
/// <param name="Menus">The navigation.</param>
/// <param name="Crumbs">The pages above this one, from the first one on.</param>
public sealed record ConsoleFrame(
    string Person,
    string FormToken,
    IReadOnlyList<ConsoleMenu> Menus,
    IReadOnlyList<ConsoleLink> Crumbs
)
{
    /// <summary>The search box; null on pages of no program.</summary>
    public SearchBox? Search { get; init; }

    /// <summary>What the person has just done, or null.</summary>
    public string? Done { get; init; }

    /// <summary>Why an action was not carried out, or not as a whole; empty if there is no problem.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>A group of the navigation.</summary>
/// <param name="Label">The heading.</param>
/// <param name="Entries">The pages.</param>
public sealed record ConsoleMenu(string Label, IReadOnlyList<EntryTab> Entries);

/// <summary>A link to a page of the console.</summary>
/// <param name="Label">The label.</param>
/// <param name="Address">The address.</param>
public sealed record ConsoleLink(string Label, string Address);

/// <summary>A box in which a text to look for is entered.</summary>
/// <param name="Action">The page that the form leads to.</param>
/// <param name="Label">The texts that can be looked for.</param>
/// <param name="Value">The entered text, or null.</param>
public sealed record SearchBox(string Action, string Label, string? Value);
