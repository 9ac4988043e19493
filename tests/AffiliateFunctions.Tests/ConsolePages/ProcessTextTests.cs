using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Work;
using AffiliateFunctions.Governance;

namespace AffiliateFunctions.Tests.ConsolePages;

/// <summary>What the console says of each step of the workflows.</summary>
public sealed class ProcessTextTests
{
    [Theory]
    [InlineData(2, 5, 1, 3, "1 late", CellTone.Bad)]
    [InlineData(2, 5, 0, 3, "3 of 5 were late", CellTone.Warn)]
    [InlineData(0, 5, 0, 0, "In time", CellTone.Ok)]
    [InlineData(1, 0, 0, 0, "In time", CellTone.Ok)]
    [InlineData(0, 0, 0, 0, "–", null)]
    public void A_step_is_in_time_only_if_something_happened_and_nothing_took_longer_than_agreed(
        int waiting,
        int done,
        int late,
        int wasLate,
        string state,
        CellTone? tone
    )
    {
        var step = new FrictionStep(
            "onboarding",
            "decide_application",
            "owner@example.com",
            waiting,
            OldestAt: null,
            done,
            MedianHours: null,
            P90Hours: null,
            SlaHours: 72,
            late,
            wasLate
        );
        var table = ProcessText.Of(shown: null!, [step], []).OfType<TableBlock>().Single().Table;
        var cell = Assert.Single(table.Rows).Cells[^1];
        Assert.Equal((state, tone), (cell.Text, cell.Tone));
    }
}
