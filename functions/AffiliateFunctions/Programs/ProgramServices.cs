using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Programs;

/// <summary>Registers the feature.</summary>
public static class ProgramServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddPrograms(this IServiceCollection services)
    {
        services.AddSettings<PilotOptions>(PilotOptions.Section);
        services.AddTable(ProgramStore.Table);
        services.AddSingleton<ProgramStore>();
        services.AddSingleton<IPrograms>(provider => provider.GetRequiredService<ProgramStore>());
        services.AddSingleton<IComponents>(provider => provider.GetRequiredService<ProgramStore>());
        services.AddSingleton<IValidator<Person>, PersonValidator>();
        services.AddSingleton<IValidator<ResponsiblePerson>, ResponsiblePersonValidator>();
        services.AddSingleton<IValidator<Charter>, CharterValidator>();
        services.AddSingleton<IValidator<PutProgram.Body>, PutProgram.Validator>();
        services.AddSingleton<GovernanceMails>();
        services.AddSingleton<StageChanges>();
        return services;
    }
}
