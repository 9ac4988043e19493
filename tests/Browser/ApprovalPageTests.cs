using System.Globalization;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;

namespace Browser;

/// <summary>The page of an approval with many rows, long names and large amounts, on a phone and on a desk.</summary>
public sealed class ApprovalPageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Address = "http://app.test/approve/abc";
    private const string LongName =
        "Gesellschaft für außerordentlich weitreichende Partnervermittlung und Donaudampfschifffahrtsmarketing mbH";

    private readonly List<string?> _sent = [];

    [SkippableTheory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Names_wrap_and_amounts_stay_on_one_line_at_the_right_edge(int width)
    {
        var page = await OpenAsync(width);
        var main = (await page.Locator("main").BoundingBoxAsync())!;
        Assert.True(main.X >= 0 && main.X + main.Width <= width, $"The page is {main.Width} wide on {width}.");
        foreach (var amount in await page.Locator("td.number").AllAsync())
        {
            var box = (await amount.BoundingBoxAsync())!;
            Assert.True(box.X + box.Width <= main.X + main.Width, "An amount goes beyond the page.");
        }

        var lines = await page.EvaluateAsync<int>(
            """
            () => Math.max(...[...document.querySelectorAll('td.number')].map(cell => {
              const range = document.createRange();
              range.selectNodeContents(cell);
              return new Set([...range.getClientRects()].map(box => Math.round(box.bottom))).size;
            }))
            """
        );
        Assert.Equal(1, lines);
        await Assertions.Expect(page.GetByRole(AriaRole.Table)).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(40);
    }

    [SkippableFact]
    public async Task By_keyboard_a_row_is_selected_and_only_the_buttons_decide()
    {
        var page = await OpenAsync(1280);
        var box = page.GetByLabel($"Select {LongName} 1", new() { Exact = true });
        await box.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(box).ToBeCheckedAsync();
        Assert.Empty(_sent);

        await page.Locator("#selection_reason").FocusAsync();
        await page.Keyboard.TypeAsync("Disputed");
        await page.Keyboard.PressAsync("Tab");
        await page.RunAndWaitForResponseAsync(
            () => page.Keyboard.PressAsync("Enter"),
            response => response.Request.Method == "POST"
        );
        Assert.Equal("reason=&note=&selected=prt_1&selection_reason=Disputed&decision=exclude", Assert.Single(_sent));
    }

    private async Task<IPage> OpenAsync(int width)
    {
        var page = await (
            await chromium.ContextAsync(
                new()
                {
                    ViewportSize = new ViewportSize { Width = width, Height = 800 },
                }
            )
        ).NewPageAsync();
        var html = await new PageRenderer(NullLoggerFactory.Instance).RenderAsync<ApprovalPage>(Form());
        await page.RouteAsync(
            "**/*",
            async route =>
            {
                if (route.Request.Method == "POST")
                {
                    _sent.Add(route.Request.PostData);
                }

                await route.FulfillAsync(new() { ContentType = "text/html", Body = html });
            }
        );
        await page.GotoAsync(Address);
        return page;
    }

    private static ApprovalForm Form() =>
        new()
        {
            Brand = new Brand("Partner program"),
            Action = "/approve/abc",
            Subject = "Approve the payouts",
            Decider = "finance@example.com",
            Asked = ["Finance was asked."],
            Facts = [new Fact("Total", "1,234,567,890.12 USD")],
            Sections =
            [
                new PageSection(
                    "Payouts",
                    [],
                    new DataTable(
                        "40 payouts",
                        [
                            new TableColumn("Partner", false),
                            new TableColumn("Paid by", false),
                            new TableColumn("Amount", true),
                        ],
                        [.. Enumerable.Range(1, 40).Select(Row)]
                    )
                ),
            ],
            Choices =
            [
                new Choice("approve", "Approve", ReasonRequired: false),
                new Choice("reject", "Reject", ReasonRequired: true),
                new Choice("exclude", "Exclude", ReasonRequired: true, SelectionRequired: true),
            ],
        };

    private static TableRow Row(int number) =>
        new([
            new TableCell(string.Create(CultureInfo.InvariantCulture, $"{LongName} {number}"), $"prt_{number:D26}"),
            new TableCell("sepa", "IBAN ending 3000"),
            new TableCell("1,234,567,890.12 USD", null),
        ])
        {
            Value = string.Create(CultureInfo.InvariantCulture, $"prt_{number}"),
        };
}
