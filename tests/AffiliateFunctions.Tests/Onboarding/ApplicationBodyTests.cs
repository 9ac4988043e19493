using AffiliateFunctions.Onboarding.Applications;
using Microsoft.Extensions.Primitives;

namespace AffiliateFunctions.Tests.Onboarding;

public sealed class ApplicationBodyTests
{
    private static readonly ApplicationBody.Validator Validator = new();

    private static readonly ApplicationBody Complete = new(
        "Partner contact",
        "partner@example.com",
        "Example Media",
        "https://www.example.com",
        "US",
        "Reviews and a newsletter",
        TermsAccepted: true,
        TermsVersion: "2026-11"
    );

    [Fact]
    public void A_complete_application_is_valid() => Assert.Empty(Validator.Validate(Complete).Errors);

    [Fact]
    public void An_empty_one_is_told_everything_that_is_missing() =>
        Assert.Equal(
            ["Company", "Country", "Email", "Name", "PromotionPlan", "TermsAccepted", "TermsVersion", "Website"],
            Validator.Validate(new ApplicationBody()).Errors.Select(e => e.PropertyName).Order(StringComparer.Ordinal)
        );

    [Theory]
    [InlineData("no address")]
    [InlineData("a@b")]
    [InlineData("Partner <partner@example.com>")]
    [InlineData("partner@example.com\nBcc: all@example.com")]
    public void What_is_no_address_is_refused(string email) =>
        Assert.Equal("Email", Assert.Single(Validator.Validate(Complete with { Email = email }).Errors).PropertyName);

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("www.example.com")]
    [InlineData("https://user:secret@example.com")]
    public void What_is_no_website_is_refused(string website) =>
        Assert.Equal(
            "Website",
            Assert.Single(Validator.Validate(Complete with { Website = website }).Errors).PropertyName
        );

    [Theory]
    [InlineData("XX")]
    [InlineData("USA")]
    public void What_is_no_country_is_refused(string country) =>
        Assert.Equal(
            "Country",
            Assert.Single(Validator.Validate(Complete with { Country = country }).Errors).PropertyName
        );

    [Fact]
    public void A_form_gives_the_same_as_json()
    {
        var form = ApplicationBody.FromForm(
            new Dictionary<string, StringValues>
            {
                ["name"] = "Partner contact",
                ["email"] = "partner@example.com",
                ["company"] = "Example Media",
                ["website"] = "https://www.example.com",
                ["country"] = "us",
                ["promotion_plan"] = "Reviews and a newsletter",
                ["answers.channel"] = "Podcast",
                ["terms_accepted"] = "on",
                ["terms_version"] = "2026-11",
            }
        );

        Assert.Empty(Validator.Validate(form).Errors);
        Assert.Equal("US", form.ToProfile(form.Answers!).Country);
        Assert.Equal("Podcast", form.ToProfile(form.Answers!).Answers["channel"].GetString());
    }
}
