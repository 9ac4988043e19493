namespace AffiliateFunctions.Approvals;

/// <summary>Checks the texts of the form: the reason, the note and what can be entered with the decision.</summary>
internal static class DecisionTexts
{
    private const int Longest = 4000;

    /// <summary>The field to correct, or null.</summary>
    public static DecisionMistake? Mistake(ApprovalRequest request, ApprovalOption option, DecisionForm form) =>
        ReasonMistake(option, form) ?? NoteMistake(request, option, form) ?? InputMistake(request, option, form);

    private static DecisionMistake? ReasonMistake(ApprovalOption option, DecisionForm form)
    {
        var field = option.SelectionRequired ? DecisionMistake.SelectionReason : DecisionMistake.Reason;
        var words = form.ReasonFor(option);
        var code = option.Reasons is null ? null : form.ReasonCode;
        if (!string.IsNullOrEmpty(code) && option.Reasons!.All(reason => reason.Code != code))
        {
            return new DecisionMistake(DecisionMistake.ReasonCode, "Choose one of the reasons.");
        }

        var isGiven = !string.IsNullOrEmpty(code) && code != ApprovalReason.Other;
        return option.ReasonRequired && !isGiven && string.IsNullOrWhiteSpace(words)
                ? new DecisionMistake(field, "Give a reason for this decision.")
            : words?.Length > Longest ? new DecisionMistake(field, "The reason may have at most 4,000 characters.")
            : null;
    }

    private static DecisionMistake? NoteMistake(ApprovalRequest request, ApprovalOption option, DecisionForm form) =>
        option.NoteRequired && string.IsNullOrWhiteSpace(form.Note)
            ? new DecisionMistake(
                DecisionMistake.Note,
                $"Write the message to {request.NoteRecipient ?? "the recipient"}."
            )
        : form.Note?.Length > Longest
            ? new DecisionMistake(DecisionMistake.Note, "The note may have at most 4,000 characters.")
        : null;

    private static DecisionMistake? InputMistake(ApprovalRequest request, ApprovalOption option, DecisionForm form) =>
        option == request.Options[0]
        && request.Inputs.FirstOrDefault(input =>
            form.InputOf(input.Name) is { } text ? !input.Fits(text) : input.IsRequired
        )
            is { } wrong
            ? new DecisionMistake(DecisionForm.InputPrefix + wrong.Name, wrong.Mistake)
            : null;
}

/// <summary>A field of the form that must be corrected.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Sentence">How it is corrected.</param>
public sealed record DecisionMistake(string Field, string Sentence)
{
    internal const string Decision = "decision";
    internal const string Reason = "reason";
    internal const string Note = "note";
    internal const string Selection = "selected";
    internal const string SelectionReason = "selection_reason";
    internal const string ReasonCode = "reason_code";
}
