using Affiliate.Domain.Banking;

namespace Affiliate.Domain.Tests.Banking;

public sealed class IbanMistakeTests
{
    [Theory]
    [InlineData("DE89370400440532013000")]
    [InlineData("gb82 west 1234 5698 7654 32")]
    public void A_valid_IBAN_has_no_mistake(string iban) => Assert.Null(IbanMistake.Of(iban));

    [Theory]
    [InlineData(null, "two letters of its country")]
    [InlineData("", "two letters of its country")]
    [InlineData("89370400440532013000", "two letters of its country")]
    [InlineData("ZZ89370400440532013000", "No country with the letters ZZ")]
    [InlineData("DE8937040044053201300", "begins with DE has 22 characters without spaces, and this one has 21")]
    [InlineData("DE893704004405320130001", "this one has 23")]
    [InlineData("DE89-3704-0044-0532-0130-00", "letters and digits only")]
    [InlineData("DE89370400440532013001", "check digits do not fit")]
    public void A_mistake_is_named_with_its_fix(string? iban, string words) =>
        Assert.Contains(words, IbanMistake.Of(iban), StringComparison.Ordinal);
}
