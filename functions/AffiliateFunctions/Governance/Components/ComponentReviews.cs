using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Governance.Components;

/// <summary>Records reviews of components by link, each once.</summary>
public sealed class ComponentReviews(ProgramStore programs, IAuditLog audit)
{
    /// <summary>Records the review, unless the component is no longer the one that the link showed.</summary>
    /// <returns>The component after the review, or null. A repeated form finds its own review.</returns>
    public async Task<OperatingComponent?> RecordAsync(
        ProgramSlug program,
        ComponentName name,
        string shownHash,
        ComponentReview review,
        CancellationToken cancellationToken
    )
    {
        var (isShown, repeated) = (false, (OperatingComponent?)null);
        var reviewed = await programs.ChangeComponentAsync(
            program,
            name,
            component =>
            {
                isShown = component is not null && ComponentLinks.HashOf(component) == shownHash;
                repeated = IsOf(review, component?.LastReview) ? component : null;
                return isShown ? component! with { LastReview = review } : null;
            },
            cancellationToken
        );
        if (!isShown)
        {
            // An interrupted request stored the review, and this repeat writes the record that may be missing.
            if (repeated?.LastReview is not { } stored)
            {
                return null;
            }

            (reviewed, review) = (repeated, stored);
        }

        await audit.RecordAsync(
            new AuditEntry(
                program,
                $"component:{name}:reviewed:{review.At:O}",
                review.Reviewer,
                "component_reviewed",
                name.ToString(),
                $"Checked: {review.Note} Changed: {review.Changed ?? "nothing"}",
                review.At
            ),
            cancellationToken
        );
        return reviewed;
    }

    private static bool IsOf(ComponentReview sent, ComponentReview? stored) =>
        stored is not null
        && stored with { At = sent.At } == sent
        && sent.At - stored.At <= CallerRecords.InterruptedFor;
}
