namespace Affiliate.Pages.Models;

/// <summary>The sign-up form of a program.</summary>
public sealed record ApplyForm
{
    /// <summary>The program's name.</summary>
    public required string ProgramName { get; init; }

    /// <summary>The company's site.</summary>
    public required string Website { get; init; }

    /// <summary>Where the form is sent.</summary>
    public required string Action { get; init; }

    /// <summary>The version of the terms that is accepted by sending.</summary>
    public required string TermsVersion { get; init; }

    /// <summary>What was entered before, by field name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>What is to be mended, by field name; the empty name is for the form as a whole.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();
}
