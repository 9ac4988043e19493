using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>Decides which customers are not eligible for commissions.</summary>
public static class Eligibility
{
    /// <summary>
    /// Whether the customer was known before the first touch, judged by its sign-up date and its subscription start.
    /// Purchases under the program are not considered. A date without a time counts as before the touch only if it is
    /// an earlier day.
    /// </summary>
    public static bool IsExistingCustomer(CustomerFacts customer, DateTimeOffset firstTouchAt) =>
        IsBefore(customer.SignupDate, firstTouchAt) || IsBefore(customer.SubscriptionStart, firstTouchAt);

    private static bool IsBefore(WrittenTime? known, DateTimeOffset touch) =>
        known?.At is { } time
        && (
            time.UtcDateTime.TimeOfDay == TimeSpan.Zero ? time.UtcDateTime.Date < touch.UtcDateTime.Date : time < touch
        );
}
