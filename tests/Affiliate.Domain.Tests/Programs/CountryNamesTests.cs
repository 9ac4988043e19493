using Affiliate.Domain.Programs;

namespace Affiliate.Domain.Tests.Programs;

public sealed class CountryNamesTests
{
    [Fact]
    public void Every_assigned_code_has_a_name_of_its_own()
    {
        Assert.Equal(249, CountryNames.All.Count);
        Assert.Equal(249, CountryNames.All.Values.Distinct().Count());
        Assert.All(CountryNames.All.Keys, code => Assert.True(CountryCode.TryParse(code, out _), code));
        Assert.All(CountryNames.All.Values, name => Assert.Equal(name.Trim(), name));
        Assert.Equal("Germany", CountryNames.Of("DE"));
        Assert.Equal("XX", CountryNames.Of("XX"));
    }
}
