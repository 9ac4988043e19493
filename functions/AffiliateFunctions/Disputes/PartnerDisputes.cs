using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using AffiliateFunctions.Disputes.Links;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Disputes;

/// <summary>Shows partners their disputes, and leads them to the form that opens one.</summary>
internal sealed class PartnerDisputes(DisputeStore disputes, DisputeLinks links, TimeProvider clock) : IPartnerDisputes
{
    // The form is opened at once, and a claim takes time to write.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public async Task<IReadOnlyList<PartnerDispute>> ListAsync(
        AffiliateProgram program,
        PartnerId partner,
        CancellationToken cancellationToken
    )
    {
        var own = await disputes
            .OfPartnerAsync(program.Slug, partner, cancellationToken)
            .ToListAsync(cancellationToken);
        own.Reverse();
        return [.. own.Select(dispute => ViewOf(dispute, program))];
    }

    public bool CanContest(AffiliateProgram program, CommissionView commission) =>
        ContestableCommissions.Contains(commission, FirstMonth(program).Start(program.Zone));

    public string PathToContest(AffiliateProgram program, Partner partner, CommissionId? commission)
    {
        var path = links.PathFor(partner, FirstMonth(program), clock.GetUtcNow() + Lifetime);
        return commission is { } wanted ? $"{path}?{OpenDispute.CommissionParameter}={wanted}" : path;
    }

    // A statement is made after the end of its month, so the link in the statement of this month still works.
    private Period FirstMonth(AffiliateProgram program) =>
        Period.Of(clock.GetUtcNow() - DisputeLinks.Lifetime, program.Zone);

    private static PartnerDispute ViewOf(Dispute dispute, AffiliateProgram program) =>
        new(
            dispute.Id,
            DisputeWords.NameOf(dispute.Kind),
            dispute.Commission,
            [
                .. NamedOf("invoice", dispute.Invoice),
                .. NamedOf("customer", dispute.Customer),
                .. NamedOf("day", dispute.Day is { } day ? DisplayFormat.Day(day) : null),
            ],
            dispute.Claim,
            dispute.OpenedAt,
            StoredJson.NameOf(dispute.Status),
            dispute.DecidedAt,
            dispute.Status == DisputeStatus.Open ? [] : DisputeWords.AnswerOf(dispute, program)
        );

    private static string[] NamedOf(string label, string? value) => value is null ? [] : [$"{label} {value}"];
}
