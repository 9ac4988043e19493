using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Payees;
using AffiliateFunctions.Onboarding.Terms;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Onboarding;

/// <summary>Registers the feature.</summary>
public static class OnboardingServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddOnboarding(this IServiceCollection services)
    {
        services.AddTable(PartnersTable.Name);
        services.AddTable(PartnerLinks.Table);
        services.AddSingleton<EmailKey>();
        services.AddSingleton<TermsStore>();
        services.AddSingleton<TermsVersions>();
        services.AddSingleton<TermsAnswers>();
        services.AddSingleton<IValidator<PutTerms.Body>, PutTerms.Validator>();
        return services.AddApplications().AddPartners().AddPayees();
    }

    private static IServiceCollection AddApplications(this IServiceCollection services)
    {
        services.AddSettings<ApplicationOptions>(ApplicationOptions.Section);
        services.AddSingleton<ApplicationLimits>();
        services.AddSingleton<ApplicationStore>();
        services.AddSingleton<OnboardingPolicies>();
        services.AddSingleton<OnboardingMails>();
        services.AddSingleton<OnboardingPages>();
        services.AddSingleton<ApplicantLinks>();
        services.AddSingleton<SubmitApplicationHandler>();
        services.AddSingleton<ConfirmationService>();
        services.AddSingleton<IProcessSource, OnboardingProcess>();
        services.AddSingleton<IValidator<ApplicationBody>, ApplicationBody.Validator>();
        return services;
    }

    private static IServiceCollection AddPartners(this IServiceCollection services)
    {
        services.AddSingleton<PartnerSecrets>();
        services.AddSingleton<PartnerStore>();
        services.AddSingleton<PayeeAccounts>();
        services.AddSingleton<PayoutAccountHash>();
        services.AddSingleton<PartnerRegistration>();
        services.AddSingleton<PartnerChanges>();
        services.AddSingleton<PartnerRecords>();
        services.AddSingleton<PartnerStatusChanges>();
        services.AddSingleton<IPartnerActions, PartnerActions>();
        services.AddSingleton<PartnerWebhookEvents>();
        services.AddSingleton<DirectPartners>();
        services.AddSingleton<IPartners, PartnerQueries>();
        services.AddSingleton<PartnerLinks>();
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
