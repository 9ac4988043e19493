namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>A question of the person who decides to the applicant.</summary>
/// <param name="Round">The number of the approval in which the question was asked.</param>
/// <param name="Text">The question.</param>
/// <param name="AskedBy">The e-mail address of the person who asked.</param>
/// <param name="AskedAt">When the question was asked.</param>
/// <param name="ExpiresAt">Until when the applicant can answer.</param>
public sealed record ApplicantQuestion(
    int Round,
    string Text,
    string AskedBy,
    DateTimeOffset AskedAt,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>The answer, or null.</summary>
    public string? Answer { get; init; }

    /// <summary>When the applicant answered, or null.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The question without the texts that persons have written.</summary>
    internal ApplicantQuestion WithoutPerson() =>
        this with
        {
            Text = "Erased",
            Answer = Answer is null ? null : "Erased",
        };
}
