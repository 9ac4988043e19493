using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Rules;

/// <summary>A stored event, with all that a replay needs of it.</summary>
/// <param name="Event">The event.</param>
/// <param name="At">When it happened.</param>
public abstract record ReplayedEvent(EventId Event, DateTimeOffset At);

/// <summary>A click, a lead, a stage or a sale.</summary>
/// <param name="Event">The event.</param>
/// <param name="At">When it happened.</param>
/// <param name="Customer">The customer, where there is one.</param>
/// <param name="Input">What was known when it was decided: the event, the customer, the partner credited then.</param>
/// <param name="Touches">The touches that counted then, from which the credits follow; null where the credits stand as
/// they are.</param>
public sealed record ReplayedConversion(
    EventId Event,
    DateTimeOffset At,
    CustomerId? Customer,
    EvaluationInput Input,
    IReadOnlyList<Touch>? Touches
) : ReplayedEvent(Event, At);

/// <summary>A change of what is refunded of a sale.</summary>
/// <param name="Event">The event.</param>
/// <param name="At">When it happened.</param>
/// <param name="Sale">The event of the sale.</param>
/// <param name="SaleAmount">The sale's amount, in minor units of its currency.</param>
/// <param name="TotalRefunded">What is refunded in total after it, in the same.</param>
public sealed record ReplayedRefund(EventId Event, DateTimeOffset At, EventId Sale, long SaleAmount, long TotalRefunded)
    : ReplayedEvent(Event, At)
{
    /// <summary>The same by the sale's lines, in their order; null for a sale without lines.</summary>
    public IReadOnlyList<RefundedLine>? Lines { get; init; }

    /// <summary>What is left of a commission.</summary>
    /// <param name="amount">The commission, in minor units.</param>
    /// <param name="lines">The places of the sale's lines that it is for; null where it is for the whole.</param>
    public long Keep(long amount, IReadOnlyList<int>? lines)
    {
        var own =
            lines is not null && Lines is not null
                ? RefundedLine.Sum(Lines, lines)
                : new RefundedLine(SaleAmount, TotalRefunded);
        return Refunds.Keep(amount, own.Amount, own.Refunded);
    }
}
