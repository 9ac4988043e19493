using AffiliateFunctions.Audit;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Assets;
using AffiliateFunctions.Onboarding.Forms;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Partners.Certifications;
using AffiliateFunctions.Onboarding.Partners.NamedLinks;
using AffiliateFunctions.Onboarding.Payees;
using AffiliateFunctions.Onboarding.Screening;
using AffiliateFunctions.Onboarding.StripeCodes;
using AffiliateFunctions.Onboarding.Terms;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Onboarding;

/// <summary>Registers the feature.</summary>
public static class OnboardingServices
{
    private static readonly TimeSpan StripeTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddOnboarding(this IServiceCollection services)
    {
        services.AddTable(PartnersTable.Name);
        services.AddTable(PartnerLinks.Table);
        services.AddTable(ConfirmationQuota.Table);
        services.AddSingleton<EmailKey>();
        services.AddSingleton<FinanceEmails>();
        services.AddSingleton<FormStore>();
        services.AddSingleton<SiteOrigins>();
        services.AddSingleton<FormTimes>();
        services.AddSingleton<TermsStore>();
        services.AddSingleton<TermsVersions>();
        services.AddSingleton<TermsAnswers>();
        services.AddSingleton<ITermsReferences, TermsReferences>();
        services.AddSingleton<IValidator<PutTerms.Body>, PutTerms.Validator>();
        services.AddSingleton<AssetStore>();
        services.AddSingleton<IValidator<PartnerAssets>, PartnerAssets.Validator>();
        return services.AddApplications().AddScreening().AddPartners().AddPayees();
    }

    private static IServiceCollection AddScreening(this IServiceCollection services)
    {
        services.AddSingleton<BannedStore>();
        services.AddSingleton<FindingReports>();
        services.AddSingleton<ApplicationScreening>();
        services.AddSingleton<IApplicationScreen, BannedScreen>();
        services.AddSingleton<IApplicationScreen, AddressScreen>();
        services.AddSingleton<IApplicationScreen, CountryScreen>();
        services.AddSingleton<IApplicationScreen, DuplicateScreen>();
        services.AddSingleton<IApplicationScreen, CustomerScreen>();
        services.AddSingleton<IValidator<BannedList>, BannedList.Validator>();
        services.AddSingleton<IValidator<AddFindings.Body>, AddFindings.Validator>();
        return services;
    }

    private static IServiceCollection AddApplications(this IServiceCollection services)
    {
        services.AddSettings<ApplicationOptions>(ApplicationOptions.Section);
        services.AddSingleton<ApplicationLimits>();
        services.AddSingleton<ApplicationStore>();
        services.AddSingleton<ApplicationAddresses>();
        services.AddSingleton<ConfirmationQuota>();
        services.AddSingleton<OnboardingPolicies>();
        services.AddSingleton<OnboardingMails>();
        services.AddSingleton<WelcomeMail>();
        services.AddSingleton<OnboardingPages>();
        services.AddSingleton<ApplyPages>();
        services.AddSingleton<ApplicantLinks>();
        services.AddSingleton<SubmitApplicationHandler>();
        services.AddSingleton<ConfirmationService>();
        services.AddSingleton<ConfirmationResends>();
        services.AddSingleton<ApplicationApprovals>();
        services.AddSingleton<ApplicationSignals>();
        services.AddSingleton<ApplicantLinkReader>();
        services.AddSingleton<ApplicantPages>();
        services.AddSingleton<WithdrawalService>();
        services.AddSingleton<AnswerService>();
        services.AddSingleton<IProcessSource, OnboardingProcess>();
        services.AddSingleton<IValidator<ApplicationBody>, ApplicationBody.Validator>();
        return services;
    }

    private static IServiceCollection AddPartners(this IServiceCollection services)
    {
        services.AddSingleton<PartnerSecrets>();
        services.AddSingleton<ISealedValues>(provider => provider.GetRequiredService<PartnerSecrets>());
        services.AddSingleton<PartnerStore>();
        services.AddSingleton<IPartnerDirectory, PartnerDirectory>();
        services.AddSingleton<PayeeAccounts>();
        services.AddSingleton<PayoutAccountHash>();
        services.AddSingleton<PartnerRegistration>();
        services.AddSingleton<PartnerChanges>();
        services.AddSettings<StripeCodeOptions>(StripeCodeOptions.Section);
        services
            .AddHttpClient(StripeClient.HttpClientName, client => client.Timeout = StripeTimeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.AddSingleton<StripeClient>();
        services.AddSingleton<StripePromotionCodes>();
        services.AddSingleton(provider => new CouponAssignments(
            provider.GetRequiredService<IPartners>(),
            provider.GetRequiredService<PartnerStore>(),
            provider.GetRequiredService<PartnerChanges>(),
            provider.GetRequiredService<StripePromotionCodes>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<NamedLinkChanges>();
        services.AddSingleton<ErasureMail>();
        services.AddSingleton<CertificationChanges>();
        services.AddSingleton<PartnerStatusChanges>();
        services.AddSingleton<IPartnerStatusActions, PartnerStatusActions>();
        services.AddQueue(PartnerSales.Queue);
        services.AddSingleton<IPartnerSales, PartnerSales>();
        services.AddSingleton<PartnerStartMails>();
        services.AddSingleton<PartnerStatusRequests>();
        services.AddSingleton<PartnerTimeline>();
        services.AddSingleton<IPartnerTimelines>(provider => provider.GetRequiredService<PartnerTimeline>());
        services.AddSingleton<PartnerRecords>();
        services.AddSingleton<IPartnerActions, PartnerActions>();
        services.AddSingleton<INotificationChoices, NotificationChoices>();
        services.AddSingleton<PartnerWebhookEvents>();
        services.AddSingleton<Recruiters>();
        services.AddSingleton<DirectPartners>();
        services.AddSingleton<IPartners, PartnerQueries>();
        services.AddSingleton<PartnerLinks>();
        services.AddSingleton<CodeClaims>();
        services.AddSingleton<IPartnerLinks>(provider => provider.GetRequiredService<PartnerLinks>());
        services.AddSingleton<IValidator<PartnerBody>, PartnerBody.Validator>();
        services.AddSingleton<IValidator<PatchPartner.Body>, PatchPartner.Validator>();
        return services;
    }

    private static IServiceCollection AddPayees(this IServiceCollection services)
    {
        services.AddSingleton<PayoutDetailsLinks>();
        services.AddSingleton<PayeeLinkLimits>();
        services.AddSingleton<PayeePolicies>();
        services.AddSingleton<PayeeLinkReader>();
        services.AddSingleton<PayeeService>();
        services.AddSingleton<PayeePages>();
        services.AddSingleton<TaxFormService>();
        services.AddSingleton<TaxFormPages>();
        services.AddSingleton<PayoutChangeLinks>();
        services.AddSingleton<PayoutChangeService>();
        services.AddSingleton<PayoutChangePages>();
        return services;
    }
}
