using Affiliate.Domain.Payouts.Files;

namespace Affiliate.Domain.Tests.Payouts.Files;

public sealed class BankReferenceTests
{
    [Theory]
    [InlineData("pay_202611_01KB8Z3V5T6W7X8Y9ZABCDEFGH", "261101KB8Z3V5T6W7X8Y9ZABCDEFGH")]
    [InlineData("pay_202611_abc", "2611abc")]
    [InlineData("pay_1", "pay1")]
    [InlineData("other/id", "otherid")]
    public void A_payout_has_a_reference_of_letters_and_digits(string payoutId, string reference) =>
        Assert.Equal(reference, BankReference.Of(payoutId));

    [Fact]
    public void The_reference_of_a_payout_with_a_sortable_id_fits_every_format() =>
        Assert.Equal(BankReference.MaxLength, BankReference.Of(Instructions.PayoutId).Length);
}
