using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Finds the partner who recruited another.</summary>
public sealed class Recruiters(IPartners partners)
{
    /// <summary>Returns the active partner that the text names; a result without a partner for no text.</summary>
    /// <param name="program">The program.</param>
    /// <param name="name">The id, the e-mail address or the code; null for none.</param>
    /// <param name="recruited">The partner that was recruited, if it exists already.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Recruiter>> FindAsync(
        ProgramSlug program,
        string? name,
        PartnerId? recruited,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return new Recruiter(null);
        }

        var found = await new PartnerReferences(partners, program).FindAsync(name.Trim(), cancellationToken);
        return found switch
        {
            null => Problem.Invalid("/referred_by", PartnerReferences.Sentence),
            { Status: not PartnerStatus.Active } => Problem.Invalid(
                "/referred_by",
                "The partner is not active. Name an active partner, or leave this out."
            ),
            _ when found.Id == recruited => Problem.Invalid("/referred_by", "A partner cannot recruit itself."),
            _ when recruited is { } id && found.ReferredBy == id => Problem.Invalid(
                "/referred_by",
                "Two partners cannot recruit each other."
            ),
            _ => new Recruiter(found.Id),
        };
    }

    /// <summary>
    /// Returns the active partner whose code an applicant was invited with; null for another invitation.
    /// </summary>
    internal async Task<PartnerId?> FindInvitingAsync(
        ProgramSlug program,
        string? invite,
        CancellationToken cancellationToken
    ) =>
        PartnerCodes.Fits(invite)
        && (await partners.FindNamedAsync(program, [invite!], [], cancellationToken)).ByCode.TryGetValue(
            invite!,
            out var id
        )
        && await partners.FindAsync(program, id, cancellationToken) is { Status: PartnerStatus.Active }
            ? id
            : null;
}

/// <summary>The partner who recruited another.</summary>
/// <param name="Id">The partner, or null for nobody.</param>
public sealed record Recruiter(PartnerId? Id);
