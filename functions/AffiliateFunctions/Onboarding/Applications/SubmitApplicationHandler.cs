using System.Net;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Terms;
using FluentValidation;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Accepts applications.</summary>
public sealed class SubmitApplicationHandler(
    ApplicationAddresses applications,
    IValidator<ApplicationBody> validator,
    ApplicationLimits limits,
    TermsVersions terms,
    OnboardingPolicies policies,
    ConfirmationResends resends,
    TimeProvider clock
)
{
    /// <summary>
    /// Stores the application, then starts its orchestration. An address that has applied before, or belongs to a
    /// partner, gets the same response as a new address. The response therefore does not disclose who is a partner.
    /// </summary>
    public async Task<Result<ApplicationId>> SubmitAsync(
        AffiliateProgram program,
        ApplicationBody body,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken,
        IPAddress? caller = null
    )
    {
        if (program.Stage is not (ProgramStage.Pilot or ProgramStage.Live))
        {
            return Problem.Conflict("The program does not accept applications at present.");
        }

        var valid = validator.Check(body);
        if (!valid.Succeeded)
        {
            return valid.Problem;
        }

        var (profile, now) = (body.ToProfile(), clock.GetUtcNow());
        var accepted = await terms.AcceptAsync(
            program.Slug,
            body.TermsVersion!,
            profile.Email,
            caller?.ToString(),
            cancellationToken
        );
        if (!accepted.Succeeded)
        {
            return accepted.Problem;
        }

        if (limits.Refuse(program.Slug, profile.Email, caller) is { } refusal)
        {
            return refusal;
        }

        var policy = await policies.InForceAsync(program.Slug, cancellationToken);
        var (id, open) = await applications.SubmitAsync(
            program.Slug,
            profile.Email,
            earlier => policy.MayApplyAgain(earlier, now),
            newId => New(newId, program.Slug, profile, accepted.Value, now),
            cancellationToken
        );
        if (open is not null)
        {
            await orchestrations.StartOnceAsync(
                nameof(OnboardingOrchestrator),
                open.InstanceId,
                ApplicationKey.Of(open),
                cancellationToken
            );
            await resends.RequestAsync(open, orchestrations, cancellationToken);
        }

        return id;
    }

    private static PartnerApplication New(
        ApplicationId id,
        ProgramSlug program,
        ApplicantProfile profile,
        PartnerTerms terms,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            Program = program,
            Applicant = profile,
            Status = ApplicationStatus.Unverified,
            Terms = terms,
            SubmittedAt = now,
            Timeline = [new TimelineEntry(now, "submitted", profile.Email)],
            Signal = ApplicationSignal.Submitted,
        };
}
