using Stripe;

namespace AffiliateFunctions.Tracking.Webhooks;

/// <summary>
/// Checks that Stripe sent a webhook: the header <c>Stripe-Signature</c> over the raw body, not older than five minutes
/// (https://docs.stripe.com/webhooks#verify-manually). Several secrets may be in force while one is rotated.
/// </summary>
internal static class StripeSignature
{
    public const string Header = "Stripe-Signature";

    private const long ToleranceSeconds = 300;

    public static bool IsGenuine(string body, string? header, IEnumerable<string> secrets, DateTimeOffset now)
        => !string.IsNullOrEmpty(header) && secrets.Any(secret => Fits(body, header, secret, now));

    private static bool Fits(string body, string header, string secret, DateTimeOffset now)
    {
        try
        {
            EventUtility.ValidateSignature(body, header, secret, ToleranceSeconds, now.ToUnixTimeSeconds());
            return true;
        }
        catch (StripeException)
        {
            return false;
        }
    }
}
