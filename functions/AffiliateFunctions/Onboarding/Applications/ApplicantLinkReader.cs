using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Finds the application of an applicant's link.</summary>
public sealed class ApplicantLinkReader(ApplicationStore applications)
{
    /// <summary>The application that the link may act on, or the reason why it may act on none.</summary>
    /// <param name="read">The token of the link, or the reason why it is refused.</param>
    /// <param name="isOpen">Whether the link has something to do on the application.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ApplicantLinkResult> ReadAsync(
        (LinkToken? Token, LinkRefusal? Refusal) read,
        Func<PartnerApplication, LinkToken, bool> isOpen,
        CancellationToken cancellationToken
    )
    {
        if (read.Token is not { } token)
        {
            return read.Refusal == LinkRefusal.Expired
                ? new ApplicantLinkResult.Expired()
                : new ApplicantLinkResult.Invalid();
        }

        var application = await applications.FindAsync(
            ProgramSlug.Parse(token.Program),
            ApplicationId.Parse(token.Subject),
            cancellationToken
        );
        return application is null || application.Applicant.Email != token.Actor ? new ApplicantLinkResult.Invalid()
            : isOpen(application, token) ? new ApplicantLinkResult.Open(application)
            : new ApplicantLinkResult.Over(application);
    }
}
