using Affiliate.Domain.Programs;
using AffiliateFunctions.Onboarding.Assets;

namespace AffiliateFunctions.Tests.Onboarding.Assets;

/// <summary>Which partners read which duties.</summary>
public sealed class DisclosureDutiesTests
{
    [Theory]
    [InlineData("US", "16 CFR Part 255")]
    [InlineData("PR", "16 CFR Part 255")]
    [InlineData("DE", "Directive 2005/29/EC")]
    [InlineData("NO", "Directive 2005/29/EC")]
    [InlineData("RE", "Directive 2005/29/EC")]
    [InlineData("GB", "CAP Code")]
    [InlineData("CH", "Advertisement.")]
    [InlineData("BR", "Advertisement.")]
    public void The_duty_is_that_of_the_partners_country(string country, string words)
    {
        var duties = DisclosureDuties.For(country, wording: null);

        Assert.Contains(words, duties[0], StringComparison.Ordinal);
        Assert.Equal(3, duties.Count);
        Assert.Contains("not legal advice", duties[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_replaces_the_wording_of_one_region()
    {
        var wording = new DisclosureWording(Uk: "Begin with Ad.\n\nAsk us.");

        Assert.Equal(["Begin with Ad.", "Ask us."], DisclosureDuties.For("GB", wording));
        Assert.Equal(3, DisclosureDuties.For("US", wording).Count);
    }

    [Fact]
    public void The_economic_area_has_thirty_states_and_the_regions_of_which_one_is_france()
    {
        var codes =
            from first in Enumerable.Range('A', 26)
            from second in Enumerable.Range('A', 26)
            select $"{(char)first}{(char)second}";
        var countries = codes.Where(code => CountryCode.TryParse(code, out _)).ToList();

        Assert.Equal(
            (7, 37, 1),
            (
                countries.Count(code => DisclosureDuties.RegionOf(code) == DisclosureRegion.UnitedStates),
                countries.Count(code => DisclosureDuties.RegionOf(code) == DisclosureRegion.EuropeanEconomicArea),
                countries.Count(code => DisclosureDuties.RegionOf(code) == DisclosureRegion.UnitedKingdom)
            )
        );
    }
}
