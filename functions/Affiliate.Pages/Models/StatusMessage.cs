namespace Affiliate.Pages.Models;

/// <summary>A page that only says something: thanks, expired, already decided.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Text">One or two sentences.</param>
/// <param name="Tone">How it is meant.</param>
/// <param name="Facts">Lines below the text, such as who decided and when.</param>
public sealed record StatusMessage(
    string Title,
    string Text,
    StatusTone Tone = StatusTone.Info,
    IReadOnlyList<Fact>? Facts = null
);

/// <summary>How a notice is meant.</summary>
public enum StatusTone
{
    /// <summary>For information.</summary>
    Info,

    /// <summary>Something was done.</summary>
    Ok,

    /// <summary>Something is to be noticed.</summary>
    Warning,

    /// <summary>Something did not work.</summary>
    Error,
}

/// <summary>A labelled value, as shown.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Value">Its value, formatted.</param>
public sealed record Fact(string Label, string Value);
