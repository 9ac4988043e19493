namespace Affiliate.Pages.Models;

/// <summary>The model of the page on which the console is opened.</summary>
public sealed record ConsoleSignIn : IStyledPage, IScriptedPage
{
    /// <inheritdoc/>
    public string StyleSource => ConsoleStyle.Source;

    /// <inheritdoc/>
    public string? ScriptSource => Key is null ? null : KeyScript.Source;

    /// <inheritdoc/>
    public bool IsSendingRequests => Key is not null;

    /// <summary>The heading.</summary>
    public string Title { get; init; } = "Sign in to the console";

    /// <summary>What the reader must know.</summary>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>The button that opens the console for the signed-in person or the sent key; null without one.</summary>
    public ConsoleForm? Continue { get; init; }

    /// <summary>The links to other ways.</summary>
    public IReadOnlyList<ConsoleLink> Links { get; init; } = [];

    /// <summary>The form that takes a function key, or null.</summary>
    public KeyForm? Key { get; init; }
}

/// <summary>The form that takes a function key.</summary>
/// <param name="Action">The address that the key is sent to.</param>
/// <param name="Next">The page to continue with.</param>
public sealed record KeyForm(string Action, string Next);
