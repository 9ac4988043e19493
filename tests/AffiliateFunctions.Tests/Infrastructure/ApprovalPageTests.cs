using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.Logging.Abstractions;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>The page of an approval with tables.</summary>
public sealed class ApprovalPageTests
{
    [Fact]
    public async Task Facts_come_first_then_the_buttons_then_the_tables()
    {
        var page = await RenderAsync(Form());
        var order = page.QuerySelectorAll("dl, button[name=decision], table")
            .Select(element => element.LocalName)
            .ToList();
        Assert.Equal(["dl", "dl", "button", "button", "table", "button"], order);
        Assert.Equal(
            ["approve", "reject", "exclude"],
            page.QuerySelectorAll("button[name=decision]").Select(button => button.GetAttribute("value"))
        );
        Assert.Contains(
            "This link was sent to finance@example.com",
            page.QuerySelector("p:not(.program)")!.TextContent
        );
    }

    [Fact]
    public async Task A_fingerprint_is_folded_away()
    {
        var page = await RenderAsync(Form());
        var folded = page.QuerySelector("details:has(dl)")!;
        Assert.Equal(
            ("Technical details", false),
            (folded.QuerySelector("summary")!.TextContent, folded.HasAttribute("open"))
        );
        Assert.Contains("abc123", folded.TextContent);
    }

    [Fact]
    public async Task A_table_has_a_caption_headers_with_a_scope_and_amounts_that_do_not_break()
    {
        var page = await RenderAsync(Form());
        var table = page.QuerySelector("table")!;
        Assert.Equal("1 payout", table.QuerySelector("caption")!.TextContent);
        Assert.Equal(
            ["Select", "Partner", "Amount"],
            table.QuerySelectorAll("thead th[scope=col]").Select(header => header.TextContent)
        );
        var header = table.QuerySelector("tbody th[scope=row]")!;
        Assert.Equal("prt_1", header.QuerySelector("small")!.TextContent);
        Assert.Equal("First payout.", header.QuerySelector(".note")!.TextContent);
        Assert.Equal("1,234.50 USD", table.QuerySelector("td.number")!.TextContent.Trim());
        Assert.Contains(
            ".data .number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}",
            SiteStyle.Css
        );
    }

    [Fact]
    public async Task Rows_and_their_parts_can_be_selected_for_the_form_and_keep_the_selection_after_a_mistake()
    {
        var page = await RenderAsync(
            Form() with
            {
                Selected = new HashSet<string> { "prt_1/com_1" },
                ErrorField = "selection_reason",
                Error = "Give a reason for this decision.",
                SelectionReason = "<b>",
            }
        );
        var boxes = page.QuerySelectorAll("input[name=selected]").Cast<IHtmlInputElement>().ToList();
        Assert.Equal(
            [("prt_1", false), ("prt_1/com_1", true), ("prt_1/com_2", false)],
            boxes.Select(box => (box.Value, box.IsChecked))
        );
        Assert.All(boxes, box => Assert.Equal("decision", box.GetAttribute("form")));
        Assert.Equal("Select Some <Agency>", boxes[0].GetAttribute("aria-label"));
        Assert.True(page.QuerySelector("td details, th details")!.HasAttribute("open"));
        var reason = page.QuerySelector("textarea[name=selection_reason]")!;
        Assert.Equal(("<b>", "selection_reason-error"), (reason.TextContent, reason.GetAttribute("aria-describedby")));
        Assert.Equal("Give a reason for this decision.", page.GetElementById("selection_reason-error")!.TextContent);
    }

    // The Enter key in a checkbox presses the first button of its form, which must not be the approval.
    [Fact]
    public async Task The_first_button_of_the_form_decides_nothing()
    {
        var page = await RenderAsync(Form());
        var first = page.QuerySelector("form#decision button")!;
        Assert.Equal(("dialog", null), (first.GetAttribute("formmethod"), first.GetAttribute("name")));
        Assert.True(first.HasAttribute("hidden"));
    }

    [Fact]
    public async Task Without_a_decision_about_rows_nothing_can_be_selected()
    {
        var form = Form();
        var page = await RenderAsync(form with { Choices = [.. form.Choices.Take(2)] });
        Assert.Empty(page.QuerySelectorAll("input"));
        Assert.Empty(page.QuerySelectorAll("textarea[name=selection_reason]"));
        Assert.Equal(["Partner", "Amount"], page.QuerySelectorAll("thead th").Select(header => header.TextContent));
    }

    private static async Task<IHtmlDocument> RenderAsync(ApprovalForm form) =>
        await new HtmlParser().ParseDocumentAsync(
            await new PageRenderer(NullLoggerFactory.Instance).RenderAsync<ApprovalPage>(form)
        );

    private static ApprovalForm Form() =>
        new()
        {
            Brand = new Brand("Partner program"),
            Action = "/approve/abc.def",
            Subject = "Approve the payouts",
            Decider = "finance@example.com",
            Asked = ["Finance was asked."],
            Facts = [new Fact("Total", "1,234.50 USD")],
            TechnicalFacts = [new Fact("Fingerprint", "abc123")],
            Sections =
            [
                new PageSection(
                    "Payouts",
                    [],
                    new DataTable(
                        "1 payout",
                        [new TableColumn("Partner", false), new TableColumn("Amount", true)],
                        [
                            new TableRow([new TableCell("Some <Agency>", "prt_1"), new TableCell("1,234.50 USD", null)])
                            {
                                Notes = ["First payout."],
                                Value = "prt_1",
                                PartsTitle = "2 commissions",
                                Parts =
                                [
                                    new RowPart("One", "1,000.00 USD", "prt_1/com_1"),
                                    new RowPart("Two", "234.50 USD", "prt_1/com_2"),
                                ],
                            },
                        ]
                    ),
                    new DownloadLink("Download", "/payout-list/abc")
                ),
            ],
            Choices =
            [
                new Choice("approve", "Approve", ReasonRequired: false),
                new Choice("reject", "Reject", ReasonRequired: true),
                new Choice("exclude", "Exclude", ReasonRequired: true, SelectionRequired: true),
            ],
        };
}
