using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Disputes.Links;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts;

namespace AffiliateFunctions.Disputes;

/// <summary>Gives statements the link that contests them, and the partner's open disputes.</summary>
internal sealed class StatementDisputes(DisputeStore disputes, DisputeLinks links) : IStatementDisputes
{
    public EmailLink? LinkFor(Partner partner, Period period, DateTimeOffset madeAt) =>
        links.For(partner, period, madeAt);

    public IAsyncEnumerable<ContestedLine> OpenAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    ) =>
        disputes
            .OfPartnerAsync(program, partner, cancellationToken)
            .Where(dispute => dispute.Status == DisputeStatus.Open)
            .Select(dispute => new ContestedLine(
                dispute.Id,
                dispute.Commission,
                DisputeWords.NameOf(dispute.Kind),
                dispute.OpenedAt
            ));
}
