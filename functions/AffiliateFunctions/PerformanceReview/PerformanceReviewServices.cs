using AffiliateFunctions.Attribution;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview.Actions;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Registers the feature.</summary>
public static class PerformanceReviewServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddPerformanceReview(this IServiceCollection services) =>
        services
            .AddTable(ReviewStore.Table)
            .AddSingleton<ReviewStore>()
            .AddSingleton<IReviewDecisions>(provider => provider.GetRequiredService<ReviewStore>())
            .AddSingleton<IReviewedMonths>(provider => provider.GetRequiredService<ReviewStore>())
            .AddSingleton<MonthTallyStore>()
            .AddSingleton<IMonthFigures, MonthFiguresReader>()
            .AddSingleton<MonthTallies>()
            .AddSingleton<ProgramReader>()
            .AddSingleton<MonthReader>()
            .AddSingleton<MonthSignals>()
            .AddSingleton<ReviewPackets>()
            .AddSingleton<IReviewViews, ReviewViews>()
            .AddSingleton<ReviewMail>()
            .AddSingleton<ReviewCohorts>()
            .AddSingleton<ReviewActionLinks>()
            .AddSingleton<ReviewActionMails>()
            .AddSingleton<ReviewActionReports>()
            .AddSingleton<ReviewActionPages>()
            .AddSingleton<ReviewFollowUp>()
            .AddSingleton<RuleChangeActions>()
            .AddSingleton<ReviewActionProgress>()
            .AddSingleton<ReviewDuties>()
            .AddSingleton<MissingReviews>()
            .AddSingleton<IHealthSource>(provider => provider.GetRequiredService<MissingReviews>())
            .AddSingleton<IProcessSource, ReviewProcess>()
            .AddTable(NoteStore.Table)
            .AddSingleton<NoteStore>()
            .AddSingleton<IPartnerErasure>(provider => provider.GetRequiredService<NoteStore>())
            .AddSingleton<ICustomerDataErasure>(provider => provider.GetRequiredService<NoteStore>())
            .AddSingleton<IPartnerNotes>(provider => provider.GetRequiredService<NoteStore>());
}
