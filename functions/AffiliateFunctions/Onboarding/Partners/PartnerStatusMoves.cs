using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.OutgoingWebhooks;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>The changes of a partner's status that can be taken back.</summary>
internal static class PartnerStatusMoves
{
    /// <summary>The suspension, which needs a reason.</summary>
    public static PartnerStatusMove<StatusChangeBody> Suspension { get; } =
        new(
            "partner_suspended",
            WebhookEventTypes.PartnerSuspended,
            body => body.Mistakes(isReasonRequired: true),
            (_, partner, now) => Moved(partner, PartnerStatus.Suspended, now)
        );

    /// <summary>The reinstatement of a suspended partner.</summary>
    public static PartnerStatusMove<StatusChangeBody> Reinstatement { get; } =
        new(
            "partner_reinstated",
            WebhookEventTypes.PartnerReinstated,
            body => body.Mistakes(isReasonRequired: false),
            (_, partner, now) => Moved(partner, PartnerStatus.Active, now)
        );

    private static Result<Partner> Moved(Partner partner, PartnerStatus to, DateTimeOffset now) =>
        partner.Status == PartnerStatus.Closed ? Problem.Conflict("The partner is closed.")
        : partner.Status == to ? partner
        : partner with { Status = to, StatusSince = now };
}
