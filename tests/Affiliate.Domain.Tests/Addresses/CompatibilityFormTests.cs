using Affiliate.Domain.Addresses;

namespace Affiliate.Domain.Tests.Addresses;

/// <summary>Rows of https://www.unicode.org/Public/14.0.0/ucd/NormalizationTest.txt, columns 1 and 4.</summary>
public sealed class CompatibilityFormTests
{
    [Theory]
    [InlineData("\u1E0A\u0323", "\u1E0C\u0307")]
    [InlineData("\u0041\u030A", "\u00C5")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\uFB01", "fi")]
    [InlineData("\u00BD", "1\u20442")]
    [InlineData("\u1100\u1161\u11A8", "\uAC01")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\uAC01", "\uAC01")]
    [InlineData("\u0915\u093C", "\u0915\u093C")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\uD834\uDD5E", "\uD834\uDD57\uD834\uDD65")]
    [InlineData("\u0061\u0315\u0300\u05AE\u0062", "\u00E0\u05AE\u0315\u0062")]
    [InlineData(
        "\uFDFA",
        "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 \u0639\u0644\u064A\u0647 \u0648\u0633\u0644\u0645"
    )]
    public void A_text_has_one_form(string text, string expected)
    {
        Assert.Equal(expected, CompatibilityForm.Of(text));
        Assert.Equal(expected, CompatibilityForm.Of(expected));
    }

    [Fact]
    public void A_text_of_ascii_stays_what_it_is() =>
        Assert.Equal("joe@example.com", CompatibilityForm.Of("joe@example.com"));
}
