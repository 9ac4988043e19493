using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>Who pays nothing.</summary>
public static class Eligibility
{
    /// <summary>
    /// Whether the customer was known before the first touch: by its sign-up or its subscription. What it has bought
    /// under the program says nothing about that. A day without a time is before the touch only when it is an earlier
    /// day.
    /// </summary>
    public static bool IsExistingCustomer(CustomerFacts customer, DateTimeOffset firstTouchAt) =>
        IsBefore(customer.SignupDate, firstTouchAt) || IsBefore(customer.SubscriptionStart, firstTouchAt);

    private static bool IsBefore(WrittenTime? known, DateTimeOffset touch) =>
        known?.At is { } time
        && (
            time.UtcDateTime.TimeOfDay == TimeSpan.Zero ? time.UtcDateTime.Date < touch.UtcDateTime.Date : time < touch
        );
}
