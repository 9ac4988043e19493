using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding;

/// <summary>Reads notes about partners. A feature that stores notes implements this interface.</summary>
public interface IPartnerNotes
{
    /// <summary>The notes about a partner.</summary>
    IAsyncEnumerable<PartnerNote> AboutAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    );
}

/// <summary>A note about a partner.</summary>
/// <param name="Id">The id of the note.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Text">The text.</param>
public sealed record PartnerNote(string Id, DateTimeOffset At, string Author, string Text);
