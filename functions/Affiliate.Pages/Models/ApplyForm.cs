namespace Affiliate.Pages.Models;

/// <summary>The model of the sign-up form of a program.</summary>
public sealed record ApplyForm : IBrandedPage, IScriptedPage
{
    /// <inheritdoc/>
    public string? ScriptSource =>
        Questions.Any(question => question.ShownBy is not null) ? ConditionScript.Source : null;

    /// <inheritdoc/>
    public required Brand Brand { get; init; }

    /// <summary>The company's website.</summary>
    public required string Website { get; init; }

    /// <summary>The URL that the form is submitted to.</summary>
    public required string Action { get; init; }

    /// <summary>The version of the terms that the applicant accepts by submitting the form.</summary>
    public required string TermsVersion { get; init; }

    /// <summary>The time at which the form is shown, signed.</summary>
    public string Token { get; init; } = string.Empty;

    /// <summary>The questions of the program's own.</summary>
    public IReadOnlyList<ApplyQuestion> Questions { get; init; } = [];

    /// <summary>The terms; null when the program has not stored them.</summary>
    public TermsText? Terms { get; init; }

    /// <summary>The values of an earlier submission, by field name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>The errors to fix, by field name. The empty name is for the form as a whole.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();
}
