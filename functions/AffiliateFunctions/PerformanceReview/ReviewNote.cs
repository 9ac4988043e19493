using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>What somebody has noted about a partner, a customer or the program.</summary>
/// <param name="Program">The program.</param>
/// <param name="Id">The id.</param>
/// <param name="About">The id of the partner, the customer or the program.</param>
/// <param name="Source">Where the note comes from.</param>
/// <param name="Text">The text.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="At">When it was stored.</param>
[ResponseExample(
    """
        {
          "program": "acme",
          "id": "note_01m45r3180yajdsx5vk7tbxabk",
          "about": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
          "source": "sales",
          "text": "Their leads ask for a product that we do not sell.",
          "author": "Sam Sales",
          "at": "2026-11-20T09:00:00+00:00"
        }
        """
)]
public sealed record ReviewNote(
    ProgramSlug Program,
    string Id,
    string About,
    string Source,
    string Text,
    string Author,
    DateTimeOffset At
);
