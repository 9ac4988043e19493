using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;

namespace Affiliate.Domain.Tests.Ledger;

/// <summary>Commissions for tests: 1,000 of a sale of 10,000, due thirty days after it.</summary>
internal static class CommissionBuilder
{
    public static DateTimeOffset SaleAt { get; } = new(2026, 11, 5, 10, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Due { get; } = SaleAt.AddDays(30);

    public static Period November { get; } = Period.Parse("2026-11");

    public static CommissionId Line { get; } = CommissionId.Parse("com_line");

    public static Commission Granted(CommissionStatus status = CommissionStatus.Pending, long amount = 1000) =>
        new()
        {
            Id = CommissionId.Parse("com_sale"),
            Partner = PartnerId.Parse("prt_1"),
            Event = EventId.Parse("sale-1"),
            Source = "sale",
            Rule = "revenue-share",
            RulesVersion = 1,
            BaseAmount = 10_000,
            Amount = amount,
            CurrentAmount = amount,
            Kept = amount,
            Currency = "USD",
            Status = status,
            HoldReason = status == CommissionStatus.Held ? "big-first-order" : null,
            OccurredAt = SaleAt,
            DueAt = Due,
            CreatedAt = SaleAt,
            Payout = status is CommissionStatus.InPayout or CommissionStatus.Paid ? November : null,
        };

    public static HoldDecision Decided(HoldDecisionKind kind) =>
        new(kind, "finance@example.com", "Checked by phone", SaleAt.AddDays(1));

    public static Refund RefundThat(long keeps, int sequence = 1) =>
        new(
            EventId.Parse($"refund-{sequence}"),
            EventId.Parse("sale-1"),
            sequence,
            SaleAmount: 10_000,
            Refunded: 10_000 - (keeps * 10),
            SaleAt.AddDays(3)
        );
}
