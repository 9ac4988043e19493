using AffiliateFunctions.Onboarding.Payees;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>The pages on which partners enter how they are paid.</summary>
public sealed class PayeePageTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData("", "ach", "account_holder", "routing_number", "account_number", "account_type", "account_type")]
    [InlineData("paypal", "paypal", "email")]
    [InlineData("sepa", "ach", "account_holder", "routing_number", "account_number", "account_type", "account_type")]
    public async Task The_page_shows_the_fields_of_one_offered_method(
        string asked,
        string method,
        params string[] fields
    )
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        var token = await payee.LinkAsync();

        var (status, page) = await ShowAsync(host, token, await payee.OpenAsync(token), Entered(asked));

        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.Equal(method, page.QuerySelector<IHtmlInputElement>("[name=method]")!.Value);
        Assert.Equal(fields, InputsOf(page).Select(input => input.Name));
        Assert.All(InputsOf(page), input => Assert.NotNull(LabelOf(page, input)));
        Assert.Equal(["US bank account (ACH)", "PayPal", "Wise"], Texts(page, ".tabs a"));
        Assert.Single(page.QuerySelectorAll(".tabs [aria-current]"));
        Assert.Empty(page.QuerySelectorAll("script"));
    }

    [Fact]
    public async Task A_mistake_stands_beside_its_field_and_the_values_are_kept()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        var token = await payee.LinkAsync();
        var form = new Dictionary<string, string>
        {
            ["method"] = "ach",
            ["account_holder"] = "=<b>Agency</b>",
            ["routing_number"] = "021000022",
            ["account_number"] = "12x4",
            ["account_type"] = "savings",
        };

        var (status, page) = await ShowAsync(host, token, await payee.EnterAsync(token, form), PayoutFields.Read(form));

        Assert.Equal(StatusCodes.Status400BadRequest, status);
        Assert.Equal(
            ["account_holder-error", "account_number-error", "routing_number-error"],
            page.QuerySelectorAll(".error").Select(error => error.Id!).Order(StringComparer.Ordinal)
        );
        var number = page.QuerySelector<IHtmlInputElement>("#account_number")!;
        Assert.Equal(
            ("12x4", "true", "account_number-error"),
            (number.Value, number.GetAttribute("aria-invalid"), number.GetAttribute("aria-describedby"))
        );
        Assert.Equal("=<b>Agency</b>", page.QuerySelector<IHtmlInputElement>("#account_holder")!.Value);
        Assert.True(page.QuerySelector<IHtmlInputElement>("[value=savings]")!.IsChecked);
    }

    [Fact]
    public async Task A_used_link_offers_a_new_one_and_hides_the_address()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        var token = await payee.LinkAsync();
        await payee.EnterAsync(token);

        var (status, page) = await ShowAsync(host, token, await payee.OpenAsync(token), Entered(string.Empty));

        Assert.Equal(StatusCodes.Status409Conflict, status);
        Assert.Equal($"/payout-details/{token}/new-link", page.QuerySelector("form")!.GetAttribute("action"));
        Assert.Contains("p…@partner.example.org", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("pat@partner.example.org", page.Body.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_a_change_shows_both_accounts_and_one_button()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        await payee.EnterAsync(await payee.LinkAsync());
        var (confirm, discard) = await payee.ChangeAsync();

        foreach (
            var (token, button) in new[]
            {
                (confirm, "Confirm the change"),
                (discard, "This was not me: discard the change"),
            }
        )
        {
            var opened = await host.Get<PayoutChangeService>().OpenAsync(token, default);
            var (status, page) = await ReadAsync(await host.Get<PayoutChangePages>().AnswerAsync(opened, token));
            Assert.Equal(StatusCodes.Status200OK, status);
            Assert.Equal([button], Texts(page, "button"));
            Assert.Contains("US bank account (ACH): Account ending 6789", Texts(page, "dd"));
            Assert.Contains("US bank account (ACH): Account ending 7666", Texts(page, "dd"));
        }

        await payee.DecideAsync(confirm);
        var dispute = await host.Get<PayoutChangeService>().OpenAsync(discard, default);
        var (_, confirmed) = await ReadAsync(await host.Get<PayoutChangePages>().AnswerAsync(dispute, discard));
        Assert.Equal(["This was not me: inform the finance team"], Texts(confirmed, "button"));
        var disputed = await payee.DecideAsync(discard);
        var (done, informed) = await ReadAsync(await host.Get<PayoutChangePages>().AnswerAsync(disputed, discard));
        Assert.Equal(StatusCodes.Status200OK, done);
        Assert.Contains("The finance team is informed", informed.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("US", "", "w9", 1, "name", "tin", "signed_by", "certified")]
    [InlineData("DE", "", "w8bene", 3, "name", "country", "foreign_tin", "tin", "vat_id", "signed_by", "certified")]
    [InlineData("DE", "w8ben", "w8ben", 3, "name", "country", "foreign_tin", "tin", "vat_id", "signed_by", "certified")]
    public async Task The_country_decides_which_tax_form_is_shown(
        string country,
        string asked,
        string form,
        int forms,
        params string[] fields
    )
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host, country);
        var token = await payee.LinkAsync();

        var (status, page) = await ReadAsync(
            await host.Get<TaxFormPages>()
                .AnswerAsync(
                    await host.Get<TaxFormService>().OpenAsync(token, default),
                    token,
                    new Dictionary<string, string> { ["form"] = asked }
                )
        );

        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.Equal(form, page.QuerySelector<IHtmlInputElement>("[name=form]")!.Value);
        Assert.Equal(forms == 1 ? 0 : forms, page.QuerySelectorAll(".tabs a").Length);
        Assert.Equal(fields, InputsOf(page).Select(input => input.Name));
        Assert.All(InputsOf(page), input => Assert.NotNull(LabelOf(page, input)));
        Assert.InRange(page.QuerySelectorAll(".statements li").Length, 3, 4);
    }

    private static EnteredDetails Entered(string method) => new(method, new Dictionary<string, string>());

    private static async Task<(int Status, IHtmlDocument Page)> ShowAsync(
        FeatureHost host,
        string token,
        PayeeLinkResult result,
        EnteredDetails entered
    ) => await ReadAsync(await host.Get<PayeePages>().AnswerAsync(result, token, entered));

    private static async Task<(int Status, IHtmlDocument Page)> ReadAsync(IResult result)
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        using var body = new MemoryStream();
        http.Response.Body = body;
        await result.ExecuteAsync(http);
        body.Position = 0;
        return (http.Response.StatusCode, await new HtmlParser().ParseDocumentAsync(body));
    }

    private static IEnumerable<IHtmlInputElement> InputsOf(IHtmlDocument page) =>
        page.QuerySelectorAll<IHtmlInputElement>("input:not([type=hidden])");

    private static IHtmlLabelElement? LabelOf(IHtmlDocument page, IHtmlInputElement input) =>
        input.ParentElement as IHtmlLabelElement ?? page.QuerySelector<IHtmlLabelElement>($"label[for={input.Id}]");

    private static IEnumerable<string> Texts(IHtmlDocument page, string selector) =>
        page.QuerySelectorAll(selector).Select(element => element.TextContent.Trim());
}
