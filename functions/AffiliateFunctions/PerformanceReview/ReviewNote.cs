using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>What somebody has noted about a partner, a customer or the program.</summary>
/// <param name="Program">The program.</param>
/// <param name="Id">The id.</param>
/// <param name="About">The id of the partner, the customer or the program.</param>
/// <param name="Source">Where the note comes from.</param>
/// <param name="Text">The text.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="At">When it was stored.</param>
public sealed record ReviewNote(
    ProgramSlug Program,
    string Id,
    string About,
    string Source,
    string Text,
    string Author,
    DateTimeOffset At
);
