using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Onboarding;

/// <summary>Something that happened to a partner.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Step">What happened, in the past tense.</param>
/// <param name="Actor">The person, caller or rule that caused it.</param>
/// <param name="Subject">The id of the application, approval or partner.</param>
/// <param name="Note">Details, or null.</param>
/// <param name="WaitedSeconds">The seconds since the entry before; 0 for the first one.</param>
[ResponseExample(
    """
        {
          "at": "2026-09-02T14:20:00+00:00",
          "step": "email_confirmed",
          "actor": "pat@partner.example.org",
          "subject": "app_a491bb1194208f9cba7f40bc46",
          "waited_seconds": 1200
        }
        """
)]
public sealed record PartnerTimelineEntry(
    DateTimeOffset At,
    string Step,
    string Actor,
    string Subject,
    string? Note,
    long WaitedSeconds
);
