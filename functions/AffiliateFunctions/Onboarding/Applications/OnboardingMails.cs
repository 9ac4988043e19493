using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// The e-mails to applicants; <see cref="WelcomeMail"/> is the one to new partners. Each e-mail to an applicant has a
/// link by which the application is withdrawn, as long as there is something to withdraw.
/// </summary>
public sealed class OnboardingMails(
    EmailSender post,
    ApplicantLinks links,
    IPrograms programs,
    ConfirmationQuota quota,
    IOptions<SiteOptions> site,
    TimeProvider clock
)
{
    /// <summary>
    /// Asks the applicant to confirm the address. Returns the entry for the timeline, which says whether the e-mail was
    /// sent: a mailbox that confirms nothing receives few e-mails.
    /// </summary>
    /// <param name="application">The application.</param>
    /// <param name="expiresAt">Until when the link works.</param>
    /// <param name="occasion">What makes the e-mail one of its own, such as the reminder.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<TimelineEntry> AskToConfirmAsync(
        PartnerApplication application,
        DateTimeOffset expiresAt,
        string occasion,
        CancellationToken cancellationToken
    )
    {
        var isFirst = occasion == Occasions.Confirm;
        if (!await quota.TryCountAsync(application.Applicant.Email, KeyOf(application, occasion), cancellationToken))
        {
            return new TimelineEntry(
                clock.GetUtcNow(),
                isFirst ? "confirmation_not_sent" : "reminder_not_sent",
                "rule:confirmation_limit",
                quota.Sentence
            );
        }

        await SendAsync(
            application,
            occasion,
            isFirst ? EmailKind.ConfirmAddress : EmailKind.ConfirmAddressReminder,
            program => new Content(
                isFirst ? "Please confirm your e-mail address" : "Please confirm your e-mail address (reminder)",
                [
                    $"Thank you for applying to {program}. Confirm your address, and we review your application.",
                    $"The link works until {DisplayFormat.Time(expiresAt)}. If you have not applied, you can "
                        + "ignore this e-mail.",
                ]
            )
            {
                Link = new EmailLink("Confirm my address", links.ToConfirm(application, expiresAt)),
            },
            cancellationToken
        );
        var step = occasion switch
        {
            Occasions.Confirm => "confirmation_asked",
            Occasions.Reminder => "confirmation_reminded",
            _ => "confirmation_resent",
        };
        return new TimelineEntry(clock.GetUtcNow(), step, "system");
    }

    /// <summary>Asks the applicant the question of the person who decides, or reminds the applicant of it.</summary>
    public Task AskAsync(
        PartnerApplication application,
        ApplicantQuestion question,
        bool reminder,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            application,
            $"question:{question.Round}{(reminder ? ":reminder" : string.Empty)}",
            reminder ? EmailKind.ApplicantQuestionReminder : EmailKind.ApplicantQuestion,
            program => new Content(
                $"{(reminder ? "Reminder: a" : "A")} question about your application to {program}",
                [
                    "Before we decide on your application, we have a question:",
                    question.Text,
                    $"Please answer by {DisplayFormat.Time(question.ExpiresAt)}. Without an answer, the application ends.",
                ]
            )
            {
                Link = new EmailLink("Answer the question", links.ToAnswer(application, question)),
            },
            cancellationToken
        );

    /// <summary>
    /// Informs the applicant that the application has ended: because somebody did not act in time, or because it can make no
    /// partner any more.
    /// </summary>
    public Task ExpireAsync(PartnerApplication application, CancellationToken cancellationToken) =>
        SendAsync(
            application,
            "expired",
            EmailKind.ApplicationExpired,
            program => ExpiryOf(application, program),
            cancellationToken
        );

    /// <summary>
    /// Informs the applicant that the application is rejected, with the message of the person who decided.
    /// </summary>
    public Task RejectAsync(
        PartnerApplication application,
        Reapplication reapplication,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            application,
            "rejected",
            EmailKind.ApplicationRejected,
            program => new Content(
                $"Your application to {program}",
                [
                    $"Thank you for your interest in {program}. We have reviewed your application and cannot "
                        + "accept it at present.",
                    .. application.MessageToApplicant is { } message ? [message] : Array.Empty<string>(),
                    .. reapplication is { AfterDays: > 0 }
                    && reapplication.From(application.DecidedAt ?? application.SubmittedAt) is { } from
                        ? [$"You can apply again from {DisplayFormat.Time(from)}."]
                        : Array.Empty<string>(),
                ]
            ),
            cancellationToken
        );

    /// <summary>Asks an approved applicant to accept the terms in force.</summary>
    public Task AskForTermsAsync(
        PartnerApplication application,
        string version,
        DateTimeOffset expiresAt,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            application,
            $"terms:{version}",
            EmailKind.AcceptTerms,
            program => new Content(
                $"One step left: the terms of {program}",
                [
                    $"Your application is approved. Please accept version {version} of the partner terms. When you applied, "
                        + $"you accepted version {application.Terms.Version}.",
                    $"The link works until {DisplayFormat.Time(expiresAt)}.",
                ]
            )
            {
                Facts = [new Fact("Terms", $"version {version}")],
                Link = new EmailLink("Open the terms", links.ToAcceptTerms(application, version, expiresAt)),
            },
            cancellationToken
        );

    /// <summary>Confirms to the applicant that the application is withdrawn.</summary>
    public Task ConfirmWithdrawalAsync(PartnerApplication application, CancellationToken cancellationToken) =>
        SendAsync(
            application,
            "withdrawn",
            EmailKind.ApplicationWithdrawn,
            program => new Content(
                $"Your application to {program} is withdrawn",
                ["You have withdrawn your application, and nobody decides on it any more.", "You can apply again."]
            ),
            cancellationToken
        );

    /// <summary>Tells a person who was asked to decide that the applicant has withdrawn.</summary>
    public async Task ReportWithdrawalAsync(
        PartnerApplication application,
        Person person,
        CancellationToken cancellationToken
    )
    {
        var company = application.Applicant.Company;
        await post.SendAsync(
            KeyOf(application, $"withdrawal_reported:{person.Email}"),
            person.Email,
            new EmailMessage
            {
                Kind = EmailKind.WithdrawalReported,
                Subject = $"Withdrawn: the application of {company}",
                Brand = await BrandOfAsync(application.Program, cancellationToken),
                Recipient = person.Name,
                Paragraphs = [$"{company} has withdrawn its application. You do not need to decide on it any more."],
            },
            cancellationToken
        );
    }

    private Content ExpiryOf(PartnerApplication application, string program) =>
        ExpiryCauses.CauseOf(application) switch
        {
            ExpiryCauses.AddressTaken => new Content(
                $"Your application to {program} has ended",
                [
                    $"Thank you for your interest in {program}. Your e-mail address already belongs to a partner of the "
                        + "program, so your application is not needed. Sign in with this address to see the partner page.",
                ]
            )
            {
                Link = new EmailLink("Open the partner page", site.Value.Address(SiteOptions.PartnerPages)),
            },
            ExpiryCauses.ProgramClosed => new Content(
                $"Your application to {program} has ended",
                [
                    $"Thank you for your interest in {program}. The program has ended and accepts no more partners, so your "
                        + "application has ended too.",
                ]
            ),
            _ => new Content(
                $"Your application to {program} has expired",
                [$"Thank you for your interest in {program}. {CauseOf(application)}", "You are welcome to apply again."]
            ),
        };

    private static string CauseOf(PartnerApplication application) =>
        application switch
        {
            { PartnerId: not null } => "It was approved, and the last step was not done in time.",
            { Questions: [.., { AnsweredAt: null }] } =>
                "Our question about your application was not answered in time, so it has ended without a decision.",
            _ => "Nobody has decided on your application in the time set for it, so it has ended without a decision.",
        };

    private async Task SendAsync(
        PartnerApplication application,
        string occasion,
        EmailKind kind,
        Func<string, Content> contentFor,
        CancellationToken cancellationToken
    )
    {
        var brand = await BrandOfAsync(application.Program, cancellationToken);
        var content = contentFor(brand.ProgramName);
        await post.SendAsync(
            KeyOf(application, occasion),
            application.Applicant.Email,
            new EmailMessage
            {
                Kind = kind,
                Subject = content.Subject,
                Brand = brand,
                Recipient = application.Applicant.Name,
                Paragraphs = content.Paragraphs,
                Facts = content.Facts,
                Link = content.Link,
                MoreLinks = application.HasEnded
                    ? []
                    : [new EmailLink("Withdraw my application", links.ToWithdraw(application))],
            },
            cancellationToken
        );
    }

    private async Task<Brand> BrandOfAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        (await programs.FindAsync(program, cancellationToken))?.Brand() ?? new Brand(program.Value);

    private static string KeyOf(PartnerApplication application, string occasion) =>
        $"application:{application.Program}:{application.Id}:{occasion}";

    /// <summary>What distinguishes the e-mails that ask to confirm an address.</summary>
    public static class Occasions
    {
        /// <summary>The first e-mail.</summary>
        public const string Confirm = "confirm";

        /// <summary>The reminder.</summary>
        public const string Reminder = "confirm_again";
    }

    private sealed record Content(string Subject, IReadOnlyList<string> Paragraphs)
    {
        public EmailLink? Link { get; init; }

        public IReadOnlyList<Fact> Facts { get; init; } = [];
    }
}
