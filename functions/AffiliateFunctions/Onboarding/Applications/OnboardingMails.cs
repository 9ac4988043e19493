using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Payees;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The e-mails to applicants and new partners.</summary>
public sealed class OnboardingMails(
    EmailSender post,
    ApplicantLinks links,
    IPrograms programs,
    PayeePolicies payees,
    PayoutDetailsLinks payoutDetails,
    ConfirmationQuota quota,
    IOptions<SiteOptions> site,
    TimeProvider clock
)
{
    /// <summary>
    /// Asks the applicant to confirm the address. Returns the entry for the timeline, which says whether the e-mail was
    /// sent: a mailbox that confirms nothing receives few e-mails.
    /// </summary>
    public async Task<TimelineEntry> AskToConfirmAsync(
        PartnerApplication application,
        DateTimeOffset expiresAt,
        bool reminder,
        CancellationToken cancellationToken
    )
    {
        var key = KeyOf(application, reminder ? "confirm_again" : "confirm");
        if (!await quota.TryCountAsync(application.Applicant.Email, key, cancellationToken))
        {
            return new TimelineEntry(
                clock.GetUtcNow(),
                reminder ? "reminder_not_sent" : "confirmation_not_sent",
                "rule:confirmation_limit",
                quota.Sentence
            );
        }

        var brand = await BrandOfAsync(application.Program, cancellationToken);
        await post.SendAsync(
            key,
            application.Applicant.Email,
            new EmailMessage
            {
                Subject = reminder
                    ? "Please confirm your e-mail address (reminder)"
                    : "Please confirm your e-mail address",
                Brand = brand,
                Recipient = application.Applicant.Name,
                Paragraphs =
                [
                    $"Thank you for applying to {brand.ProgramName}. Confirm your address, and we review your application.",
                    $"The link works until {DisplayFormat.Time(expiresAt)}. If you have not applied, you can "
                        + "ignore this e-mail.",
                ],
                Link = new EmailLink("Confirm my address", links.ToConfirm(application, expiresAt)),
            },
            cancellationToken
        );
        return new TimelineEntry(clock.GetUtcNow(), "confirmation_asked", "system");
    }

    /// <summary>Informs the applicant that nobody has decided on the application in time.</summary>
    public async Task ExpireAsync(PartnerApplication application, CancellationToken cancellationToken)
    {
        var brand = await BrandOfAsync(application.Program, cancellationToken);
        await post.SendAsync(
            KeyOf(application, "expired"),
            application.Applicant.Email,
            new EmailMessage
            {
                Subject = $"Your application to {brand.ProgramName} has expired",
                Brand = brand,
                Recipient = application.Applicant.Name,
                Paragraphs =
                [
                    $"Thank you for your interest in {brand.ProgramName}. Nobody has decided on your application in the time "
                        + "set for it, so it has ended without a decision.",
                    "You are welcome to apply again.",
                ],
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Informs the applicant that the application is rejected, with the message of the person who decided.
    /// </summary>
    public async Task RejectAsync(PartnerApplication application, CancellationToken cancellationToken)
    {
        var brand = await BrandOfAsync(application.Program, cancellationToken);
        await post.SendAsync(
            KeyOf(application, "rejected"),
            application.Applicant.Email,
            new EmailMessage
            {
                Subject = $"Your application to {brand.ProgramName}",
                Brand = brand,
                Recipient = application.Applicant.Name,
                Paragraphs =
                [
                    $"Thank you for your interest in {brand.ProgramName}. We have reviewed your application and cannot "
                        + "accept it at present.",
                    .. application.MessageToApplicant is { } message ? [message] : Array.Empty<string>(),
                ],
            },
            cancellationToken
        );
    }

    /// <summary>Asks an approved applicant to accept the terms in force.</summary>
    public async Task AskForTermsAsync(
        PartnerApplication application,
        string version,
        DateTimeOffset expiresAt,
        CancellationToken cancellationToken
    )
    {
        var brand = await BrandOfAsync(application.Program, cancellationToken);
        await post.SendAsync(
            KeyOf(application, $"terms:{version}"),
            application.Applicant.Email,
            new EmailMessage
            {
                Subject = $"One step left: the terms of {brand.ProgramName}",
                Brand = brand,
                Recipient = application.Applicant.Name,
                Paragraphs =
                [
                    $"Your application is approved. Please accept version {version} of the partner terms. When you applied, "
                        + $"you accepted version {application.Terms.Version}.",
                    $"The link works until {DisplayFormat.Time(expiresAt)}.",
                ],
                Facts = [new Fact("Terms", $"version {version}")],
                Link = new EmailLink("Open the terms", links.ToAcceptTerms(application, version, expiresAt)),
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Welcomes the new partner, with the message of the person who decided, and says how and when it is paid.
    /// </summary>
    public async Task WelcomeAsync(Partner partner, string? message, CancellationToken cancellationToken)
    {
        var program =
            await programs.FindAsync(partner.Program, cancellationToken)
            ?? throw new InvalidOperationException($"The program {partner.Program} is gone.");
        var policy = await payees.InForceAsync(program, cancellationToken);
        await post.SendAsync(
            $"partner:{partner.Program}:{partner.Id}:welcome",
            partner.Email,
            new EmailMessage
            {
                Subject = $"Welcome to {program.Name}",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    .. message is null ? [] : new[] { message },
                    "You are now a partner. Customers who follow your link, or use your code or coupon, are counted "
                        + "as yours.",
                    policy.WhenPaid,
                    policy.NeedsTaxForm
                        ? "To be paid, please enter your payout details and your tax form."
                        : "To be paid, please enter your payout details.",
                ],
                Facts =
                [
                    new Fact("Your link", site.Value.Address($"/r/{partner.Code}")),
                    new Fact("Your code", partner.Code),
                    .. partner.Coupons.Select(coupon => new Fact("Your coupon", coupon)),
                ],
                Link = payoutDetails.For(partner),
                Closing = $"The link works once and for {PayoutDetailsLinks.Lifetime.Days} days.",
            },
            cancellationToken
        );
    }

    private async Task<Brand> BrandOfAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        (await programs.FindAsync(program, cancellationToken))?.Brand() ?? new Brand(program.Value);

    private static string KeyOf(PartnerApplication application, string occasion) =>
        $"application:{application.Program}:{application.Id}:{occasion}";
}
