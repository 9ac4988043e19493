namespace Affiliate.Pages.Models;

/// <summary>The model of a page that only shows a message: thanks, expired, already decided.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Text">One or two sentences.</param>
/// <param name="Tone">The tone of the message.</param>
/// <param name="Facts">Facts shown below the text, such as who decided and when.</param>
public sealed record StatusMessage(
    string Title,
    string Text,
    StatusTone Tone = StatusTone.Info,
    IReadOnlyList<Fact>? Facts = null
) : IBrandedPage
{
    /// <inheritdoc/>
    public Brand? Brand { get; init; }

    /// <summary>The page to continue with, or null.</summary>
    public NextPage? Next { get; init; }
}

/// <summary>A link to another page.</summary>
/// <param name="Text">A sentence before the link.</param>
/// <param name="Label">The label of the link.</param>
/// <param name="Address">The address.</param>
public sealed record NextPage(string Text, string Label, string Address);

/// <summary>The tone of a message.</summary>
public enum StatusTone
{
    /// <summary>The message is for information.</summary>
    Info,

    /// <summary>The action succeeded.</summary>
    Ok,

    /// <summary>The message needs the reader's attention.</summary>
    Warning,

    /// <summary>The action failed.</summary>
    Error,
}

/// <summary>A labelled value as displayed.</summary>
/// <param name="Label">The label of the value.</param>
/// <param name="Value">The value, formatted.</param>
public sealed record Fact(string Label, string Value);
