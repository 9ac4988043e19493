using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>A version of a program's sign-up form.</summary>
/// <param name="Version">The number of the version; 0 for a program without questions of its own.</param>
/// <param name="Questions">The questions in their order.</param>
/// <param name="StoredAt">When the version was stored.</param>
[ResponseExample(
    """
        {
          "version": 1,
          "questions": [
            { "id": "channel", "type": "choice", "label": "Where do you recommend us?", "required": true, "choices": ["Blog", "Podcast"] },
            {
              "id": "listeners",
              "type": "number",
              "label": "How many listeners do you have?",
              "required": true,
              "min": 1,
              "shown_when": { "question": "channel", "equals": "Podcast" }
            }
          ],
          "stored_at": "2026-09-01T08:00:00+00:00"
        }
        """
)]
internal sealed record FormAnswer(int Version, IReadOnlyList<FormQuestion> Questions, DateTimeOffset? StoredAt)
{
    public static FormAnswer Of(SignUpForm form) => new(form.Version, form.Questions, form.StoredAt);
}
