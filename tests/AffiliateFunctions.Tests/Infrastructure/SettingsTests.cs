using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class SettingsTests
{
    [Fact]
    public void Each_missing_or_invalid_setting_is_named_as_it_is_written_with_what_it_must_be()
    {
        var fault = Assert.Throws<OptionsValidationException>(() =>
            Validate<SecurityOptions>(SecurityOptions.Section, ("Security:EncryptionKey", "short"))
        );

        Assert.Contains(
            fault.Failures,
            failure =>
                failure.StartsWith("The setting Security__LinkSigningKey is missing", StringComparison.Ordinal)
                && failure.Contains("32 random bytes in base64", StringComparison.Ordinal)
        );
        Assert.Contains(
            fault.Failures,
            failure => failure.StartsWith("The setting Security__EncryptionKey", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_number_out_of_range_names_the_setting_and_the_range()
    {
        var fault = Assert.Throws<OptionsValidationException>(() =>
            Validate<SiteOptions>(
                SiteOptions.Section,
                ("Site:PublicBaseUrl", "https://partners.acme.example"),
                ("Site:OpenRequestsPerMinute", "0")
            )
        );

        Assert.Equal(
            "The setting Site__OpenRequestsPerMinute is missing or invalid: The field OpenRequestsPerMinute must be "
                + "between 1 and 1000000.",
            Assert.Single(fault.Failures)
        );
    }

    [Fact]
    public void A_setting_that_no_class_has_is_named_and_sections_within_sections_are_known()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Site:PublicUrl"] = "https://partners.acme.example",
                    ["Site:publicBaseUrl"] = "https://partners.acme.example",
                    ["Security:LinkSigningKeys:0"] = "key",
                    ["Payouts:PayPal:ClientId"] = "id",
                    ["Payouts:Paypals:ClientId"] = "id",
                    ["Callers:Names:crm"] = "hash",
                    ["Elsewhere:Name"] = "value",
                }
            )
            .Build();
        var warnings = new WarnOfUnknownSettings(
            configuration,
            [
                new DeclaredSection(SiteOptions.Section, typeof(SiteOptions)),
                new DeclaredSection(SecurityOptions.Section, typeof(SecurityOptions)),
                new DeclaredSection(CallerOptions.Section, typeof(CallerOptions)),
                new DeclaredSection("Payouts:PayPal", typeof(AffiliateFunctions.Payouts.Rails.PayPal.PayPalOptions)),
            ],
            NullLogger<WarnOfUnknownSettings>.Instance
        );

        Assert.Equal(["Payouts:Paypals", "Security:LinkSigningKeys", "Site:PublicUrl"], warnings.UnknownNames());
    }

    private static void Validate<TSettings>(string section, params (string Name, string Value)[] settings)
        where TSettings : class
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value))
            .Build();
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSettings<TSettings>(section)
            .BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
    }
}
