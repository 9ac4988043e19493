using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Approvals;

/// <summary>Which decisions need a person who is signed in, in addition to the link in the e-mail.</summary>
public sealed record SignInOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Approvals:SignIn";

    /// <summary>The name that stands for every decision of a second person, whatever its kind.</summary>
    public const string SecondPerson = "second_person";

    /// <summary>
    /// Whether the platform's authentication is switched on for this app. Only then does the platform remove the header
    /// from requests of strangers, and only then is the header read.
    /// </summary>
    public bool Trusted { get; init; }

    /// <summary>
    /// The kinds of approvals that need a sign-in, separated by commas, and <c>second_person</c>; empty for none.
    /// </summary>
    public string RequiredFor { get; init; } = string.Empty;

    /// <summary>The names in <see cref="RequiredFor"/>.</summary>
    internal IReadOnlyList<string> Required =>
        RequiredFor.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string[] known = [.. ApprovalKinds.ByApprovalLink, SecondPerson];
        if (Required.Except(known, StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
        {
            yield return new ValidationResult(
                $"'{string.Join("', '", unknown)}' is no kind of approval. Give some of {string.Join(", ", known)}, "
                    + "separated by commas.",
                [nameof(RequiredFor)]
            );
        }

        if (Required.Count > 0 && !Trusted)
        {
            yield return new ValidationResult(
                $"it must be true where {nameof(RequiredFor)} names a kind. Switch the authentication of the platform on "
                    + "first; without it nobody could decide.",
                [nameof(Trusted)]
            );
        }
    }
}
