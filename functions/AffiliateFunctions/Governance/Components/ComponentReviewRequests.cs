using System.Globalization;
using System.Runtime.CompilerServices;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Governance.Components;

/// <summary>Lists the reviews of components that owners were asked for, and that are not recorded yet.</summary>
internal sealed class ComponentReviewRequests(ProgramStore programs) : IDecisionRequests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public async IAsyncEnumerable<DecisionRequest> ListAsync(
        AffiliateProgram program,
        bool onlyOpen,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var component in await programs.ComponentsAsync(program.Slug, cancellationToken))
        {
            if (component.Sent != ComponentReminder.None)
            {
                yield return Of(program, component);
            }
        }
    }

    private static DecisionRequest Of(AffiliateProgram program, OperatingComponent component)
    {
        var (due, isLong) = (component.DueAt, component.ReviewEveryDays > 14);
        List<(Person, DateTimeOffset)> asked = component.ReviewerOf(program.Charter) is { } reviewer
            ? [(reviewer, isLong ? due - Week : due)]
            : [];
        if (component.Sent == ComponentReminder.Escalated && program.Charter is { } charter)
        {
            asked.Add((charter.Owner, due + Week));
        }

        return new DecisionRequest(
            $"component-{StoredJson.NameOf(component.Name)}-{due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
            DecisionRequestKinds.ComponentReview,
            $"Review the component {component.Title}",
            asked,
            component.Sent == ComponentReminder.Before ? due : due + Week,
            Outcome: null
        );
    }
}
