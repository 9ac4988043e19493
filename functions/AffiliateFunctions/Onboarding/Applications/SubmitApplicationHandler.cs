using System.Net;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Onboarding.Forms;
using AffiliateFunctions.Onboarding.Terms;
using FluentValidation;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Accepts applications.</summary>
public sealed class SubmitApplicationHandler(
    ApplicationAddresses applications,
    FormStore forms,
    FormTimes times,
    IValidator<ApplicationBody> validator,
    IOptions<ApplicationOptions> options,
    ApplicationLimits limits,
    TermsVersions terms,
    OnboardingPolicies policies,
    ConfirmationResends resends,
    IdSource ids,
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

        var form = await forms.InForceAsync(program.Slug, cancellationToken);
        var (answers, mistakes) = AnswerReader.Read(form, body.Answers);
        if (Refusal(program, body, mistakes) is { } refusal)
        {
            return refusal;
        }

        if (!string.IsNullOrEmpty(body.Fax))
        {
            // A program has filled in the field that people do not see. It gets the response of a person.
            return ApplicationId.Parse(ids.Next("app_"));
        }

        var profile = body.ToProfile(answers);
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

        if (limits.Refuse(program.Slug, profile.Email, caller) is { } limited)
        {
            return limited;
        }

        return await StoreAsync(
            id => New(id, program.Slug, profile, accepted.Value) with { Form = AnsweredOf(form, profile) },
            program.Slug,
            profile.Email,
            orchestrations,
            cancellationToken
        );
    }

    private Problem? Refusal(
        AffiliateProgram program,
        ApplicationBody body,
        List<(string Pointer, string Sentence)> mistakes
    )
    {
        if (body.Next is { Length: > 0 } next && !NextAddress.IsAllowed(program, next))
        {
            mistakes.Add(("/next", NextAddress.Sentence(program)));
        }

        return validator.Check(body, mistakes).Problem
            ?? (
                times.AgeOf(body.FormToken, program.Slug) < options.Value.MinFillTime
                    ? Problem.Invalid(
                        "/form_token",
                        "The form was sent sooner than a person can fill it in. Please wait a moment, and send it again."
                    )
                    : null
            );
    }

    private async Task<Result<ApplicationId>> StoreAsync(
        Func<ApplicationId, PartnerApplication> make,
        ProgramSlug program,
        string email,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var (policy, now) = (await policies.InForceAsync(program, cancellationToken), clock.GetUtcNow());
        var (id, open) = await applications.SubmitAsync(
            program,
            email,
            earlier => policy.MayApplyAgain(earlier, now),
            make,
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

    private PartnerApplication New(
        ApplicationId id,
        ProgramSlug program,
        ApplicantProfile profile,
        PartnerTerms accepted
    )
    {
        var now = clock.GetUtcNow();
        return new PartnerApplication
        {
            Id = id,
            Program = program,
            Applicant = profile,
            Status = ApplicationStatus.Unverified,
            Terms = accepted,
            SubmittedAt = now,
            Timeline = [new TimelineEntry(now, "submitted", profile.Email)],
            Signal = ApplicationSignal.Submitted,
        };
    }

    private static AnsweredForm? AnsweredOf(SignUpForm form, ApplicantProfile profile) =>
        form.Version == 0
            ? null
            : new AnsweredForm(
                form.Version,
                [
                    .. form
                        .Questions.Where(question => profile.Answers.ContainsKey(question.Id))
                        .Select(question => new AnsweredQuestion(question.Id, question.Type, question.Label)),
                ]
            );
}
