using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding.Partners;

namespace AffiliateFunctions.Tests.Onboarding;

public sealed class PartnerCodesTests
{
    private static readonly PartnerId Partner = PartnerId.Parse("prt_01jd0000000000000000000000");

    [Theory]
    [InlineData("Example Media", "example-media")]
    [InlineData("  Café Äpfel & Söhne, Inc. ", "cafe-apfel-sohne-inc")]
    [InlineData("A very long company name that nobody would type", "a-very-long-company-name")]
    [InlineData("<script>alert(1)</script>", "script-alert-1-script")]
    public void The_first_code_is_the_companys_name(string company, string code) =>
        Assert.Equal(code, PartnerCodes.CandidatesFor(company, Partner).First());

    [Theory]
    [InlineData("AB")]
    [InlineData("公司")]
    [InlineData("!!!")]
    public void A_name_that_gives_too_little_gets_a_suffix(string company) =>
        Assert.Matches("^(ab|partner)-[2-9a-z]{4}$", PartnerCodes.CandidatesFor(company, Partner).First());

    [Fact]
    public void The_same_partner_is_offered_the_same_codes_each_time() =>
        Assert.Equal(
            PartnerCodes.CandidatesFor("Example Media", Partner).Take(5),
            PartnerCodes.CandidatesFor("Example Media", Partner).Take(5)
        );

    [Fact]
    public void Every_candidate_can_be_a_code() =>
        Assert.All(
            new[] { "Example Media", "x", "---", "A very long company name that nobody would type" }.SelectMany(c =>
                PartnerCodes.CandidatesFor(c, Partner).Take(10)
            ),
            code => Assert.True(PartnerCodes.Fits(code), code)
        );

    [Theory]
    [InlineData("jb")]
    [InlineData("jb_007.uk")]
    [InlineData("JB-007")]
    public void Codes_of_other_products_are_taken_over(string code) => Assert.True(PartnerCodes.Fits(code), code);

    [Theory]
    [InlineData("a")]
    [InlineData("_abc")]
    [InlineData("abc.")]
    [InlineData("-abc")]
    [InlineData("abc-")]
    [InlineData("a/b")]
    [InlineData("a b c")]
    [InlineData(null)]
    public void What_cannot_be_a_code_is_refused(string? code) => Assert.False(PartnerCodes.Fits(code));
}
