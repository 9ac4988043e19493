using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Rules;

/// <summary>A stored event with all values that a replay needs.</summary>
/// <param name="Event">The id of the event.</param>
/// <param name="At">The time of the event.</param>
public abstract record ReplayedEvent(EventId Event, DateTimeOffset At);

/// <summary>A click, a lead, a stage or a sale to be replayed.</summary>
/// <param name="Event">The id of the event.</param>
/// <param name="At">The time of the event.</param>
/// <param name="Customer">The id of the customer, if there is one.</param>
/// <param name="Input">The values known at the original decision: the event, the customer, and the partner credited
/// then.</param>
/// <param name="Touches">The touches that counted then, from which the credits are derived; null when the credits are
/// used as stored.</param>
public sealed record ReplayedConversion(
    EventId Event,
    DateTimeOffset At,
    CustomerId? Customer,
    EvaluationInput Input,
    IReadOnlyList<Touch>? Touches
) : ReplayedEvent(Event, At);

/// <summary>A change of the refunded total of a sale.</summary>
/// <param name="Event">The id of the event.</param>
/// <param name="At">The time of the event.</param>
/// <param name="Sale">The id of the event of the sale.</param>
/// <param name="SaleAmount">The amount of the sale, in minor units of its currency.</param>
/// <param name="TotalRefunded">The total refunded after this event, in the same unit.</param>
public sealed record ReplayedRefund(EventId Event, DateTimeOffset At, EventId Sale, long SaleAmount, long TotalRefunded)
    : ReplayedEvent(Event, At)
{
    /// <summary>The refunded amounts by line of the sale, in order; null for a sale without lines.</summary>
    public IReadOnlyList<RefundedLine>? Lines { get; init; }

    /// <summary>Returns the amount that the partner keeps of a commission.</summary>
    /// <param name="amount">The commission, in minor units.</param>
    /// <param name="lines">The indexes of the sale lines that the commission is for; null when it is for the whole
    /// sale.</param>
    public long Keep(long amount, IReadOnlyList<int>? lines)
    {
        var own =
            lines is not null && Lines is not null
                ? RefundedLine.Sum(Lines, lines)
                : new RefundedLine(SaleAmount, TotalRefunded);
        return Refunds.Keep(amount, own.Amount, own.Refunded);
    }
}
