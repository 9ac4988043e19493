using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking;
using Moq;

namespace AffiliateFunctions.Tests.PerformanceReview;

public sealed class ReviewMeasuresTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_bots_do_is_told_apart_and_lowers_no_signal()
    {
        var measures = await MeasuresAsync(
            Event("click", "applied"),
            Event("click", "applied"),
            Event("click", "rejected", "unknown_code"),
            Event("lead", "applied"),
            Event("click", "rejected", "bot"),
            Event("click", "rejected", "bot"),
            Event("click", "rejected", "bot")
        );
        Assert.Equal((0.75m, 4), measures["events_accepted"]);
        Assert.Equal((0.3333m, 3), measures["conversion_rate"]);
        Assert.Equal((3m, 6), measures["bot_clicks"]);
    }

    private static async Task<Dictionary<string, (decimal? Value, int Sample)>> MeasuresAsync(
        params TrackedEvent[] events
    )
    {
        var tracking = new Mock<ITrackingLog>();
        tracking
            .Setup(log =>
                log.EventsAsync(
                    It.IsAny<ProgramSlug>(),
                    It.IsAny<DateTimeOffset>(),
                    It.IsAny<DateTimeOffset>(),
                    default
                )
            )
            .Returns(events.ToAsyncEnumerable());
        var ledger = new Mock<ILedger>();
        ledger
            .Setup(item => item.CommissionsAsync(It.IsAny<ProgramSlug>(), default))
            .Returns(AsyncEnumerable.Empty<CommissionView>());
        var partners = new Mock<IPartners>();
        partners
            .Setup(partner => partner.ApplicationTimesAsync(It.IsAny<ProgramSlug>(), default))
            .Returns(AsyncEnumerable.Empty<ApplicationTimes>());
        var approvals = new Mock<IApprovals>();
        approvals
            .Setup(approval => approval.ListAsync(It.IsAny<ProgramSlug>(), default))
            .Returns(AsyncEnumerable.Empty<ApprovalState>());
        var (measures, _) = await new ReviewMeasures(
            tracking.Object,
            ledger.Object,
            partners.Object,
            approvals.Object
        ).OfAsync(LedgerHost.Program, Period.Parse("2026-11"), default);
        return measures.ToDictionary(measure => measure.Metric, entry => (entry.Value, entry.Sample));
    }

    private static TrackedEvent Event(string type, string status, string? reason = null) =>
        new(
            EventId.Parse(string.Create(CultureInfo.InvariantCulture, $"{type}-{status}-{reason}")),
            type,
            status,
            reason,
            CustomerId.Parse("c1"),
            Partner: null,
            Amount: null,
            Currency: null,
            Noon,
            Noon,
            Noon,
            "{}"
        );
}
