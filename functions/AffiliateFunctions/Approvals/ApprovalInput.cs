using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace AffiliateFunctions.Approvals;

/// <summary>A text that the person can enter with the affirmative decision. An empty text is left out.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="Label">The label.</param>
/// <param name="Hint">What happens with the text, and without one.</param>
/// <param name="Pattern">The regular expression that the text must match.</param>
/// <param name="Mistake">The sentence for a text that does not match.</param>
public sealed record ApprovalInput(string Name, string Label, string Hint, string Pattern, string Mistake)
{
    /// <summary>Whether the affirmative decision requires the text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsRequired { get; init; }

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(1);

    /// <summary>Whether the text fits.</summary>
    internal bool Fits(string text) => Regex.IsMatch(text, Pattern, RegexOptions.CultureInvariant, MaxTime);
}
