using AffiliateFunctions.Attribution;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
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
            .AddSingleton<MonthReader>()
            .AddSingleton<MonthSignals>()
            .AddSingleton<ReviewPackets>()
            .AddTable(NoteStore.Table)
            .AddSingleton<NoteStore>()
            .AddSingleton<IPartnerErasure>(provider => provider.GetRequiredService<NoteStore>())
            .AddSingleton<ICustomerDataErasure>(provider => provider.GetRequiredService<NoteStore>())
            .AddSingleton<IPartnerNotes>(provider => provider.GetRequiredService<NoteStore>());
}
