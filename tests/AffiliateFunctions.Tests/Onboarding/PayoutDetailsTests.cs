using AffiliateFunctions.Onboarding.Partners;

namespace AffiliateFunctions.Tests.Onboarding;

public sealed class PayoutDetailsTests
{
    // The examples of the IBAN registry (ISO 13616) for these countries.
    [Theory]
    [InlineData("GB82 WEST 1234 5698 7654 32", "IBAN ending 5432")]
    [InlineData("DE89370400440532013000", "IBAN ending 3000")]
    [InlineData("fr1420041010050500013M02606", "IBAN ending 2606")]
    public void An_iban_with_right_check_digits_is_taken_and_only_its_end_is_told(string iban, string summary)
    {
        var checkedDetails = PayoutDetailsCheck.Check(
            "sepa",
            Fields(("account_holder", "Partner Ltd"), ("iban", iban))
        );

        Assert.True(checkedDetails.Succeeded);
        Assert.Equal(summary, checkedDetails.Value.Summary);
        Assert.DoesNotContain(' ', checkedDetails.Value.Details.Fields["iban"]);
    }

    [Theory]
    [InlineData("GB82WEST12345698765433")]
    [InlineData("DE89370400440532013001")]
    [InlineData("DE8937")]
    [InlineData("8937040044053201300000")]
    [InlineData("")]
    public void An_iban_with_wrong_check_digits_is_refused(string iban) =>
        Assert.Equal(["/payout/details/iban"], ErrorsOf("sepa", ("account_holder", "Partner Ltd"), ("iban", iban)));

    [Fact]
    public void A_routing_number_is_checked_by_its_weights()
    {
        Assert.Empty(
            ErrorsOf(
                "ach",
                ("account_holder", "Partner Inc"),
                ("routing_number", "021000021"),
                ("account_number", "123456789"),
                ("account_type", "checking")
            )
        );
        Assert.Equal(
            ["/payout/details/routing_number"],
            ErrorsOf(
                "ach",
                ("account_holder", "Partner Inc"),
                ("routing_number", "021000022"),
                ("account_number", "123456789"),
                ("account_type", "checking")
            )
        );
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() =>
        Assert.Equal(
            [
                "/payout/details/account_holder",
                "/payout/details/account_number",
                "/payout/details/account_type",
                "/payout/details/iban",
                "/payout/details/routing_number",
            ],
            ErrorsOf("ach", ("routing_number", "1"), ("account_number", "12x4"), ("iban", "DE89370400440532013000"))
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void An_unknown_method_is_refused() => Assert.Equal(["/payout/method"], ErrorsOf("cash"));

    [Fact]
    public void The_summary_of_an_address_hides_its_name() =>
        Assert.Equal(
            "p…@example.com",
            PayoutDetailsCheck.Check("paypal", Fields(("email", "partner@example.com"))).Value.Summary
        );

    private static IEnumerable<string> ErrorsOf(string method, params (string Name, string Text)[] fields) =>
        PayoutDetailsCheck.Check(method, Fields(fields)).Problem?.Errors.Keys ?? [];

    private static Dictionary<string, string> Fields(params (string Name, string Text)[] fields) =>
        fields.ToDictionary(f => f.Name, f => f.Text);
}
