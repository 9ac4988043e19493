using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Settings;

/// <summary>Registers settings that are validated when the app starts.</summary>
internal static class SettingsServices
{
    /// <summary>
    /// Binds a section of the configuration. The app does not start while a setting is missing or invalid; the fault
    /// names each such setting as it is written in an environment variable.
    /// </summary>
    /// <typeparam name="TSettings">The settings, with data annotations.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="section">The name of the section.</param>
    public static IServiceCollection AddSettings<TSettings>(this IServiceCollection services, string section)
        where TSettings : class
    {
        services.AddSingleton(new DeclaredSection(section, typeof(TSettings)));
        services.AddOptions<TSettings>().BindConfiguration(section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<TSettings>>(new SettingsValidator<TSettings>(section));
    }

    private sealed class SettingsValidator<TSettings>(string section) : IValidateOptions<TSettings>
        where TSettings : class
    {
        private string Variable => section.Replace(":", "__", StringComparison.Ordinal);

        public ValidateOptionsResult Validate(string? name, TSettings options)
        {
            var faults = new List<ValidationResult>();
            return Validator.TryValidateObject(options, new ValidationContext(options), faults, true)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(faults.Select(DescribeFault));
        }

        private string DescribeFault(ValidationResult fault) =>
            $"The setting {string.Join(", ", fault.MemberNames.Select(member => $"{Variable}__{member}"))} "
            + $"is missing or invalid: {fault.ErrorMessage}";
    }
}
