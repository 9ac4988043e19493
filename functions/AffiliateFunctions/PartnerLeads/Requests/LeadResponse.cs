using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.PartnerLeads.Requests;

/// <summary>A lead in a response.</summary>
/// <param name="Id">The lead.</param>
/// <param name="Status">The status.</param>
/// <param name="Partner">The partner that is asked or has accepted, or null.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Message">What the partners read, or null.</param>
/// <param name="ExpectedAmount">The expected amount in minor units, or null.</param>
/// <param name="Groups">The groups whose partners are asked; empty for all.</param>
/// <param name="Partners">The partners that are asked, in this order; empty for the order of the rules.</param>
/// <param name="RespondWithinHours">The hours within which a partner answers.</param>
/// <param name="ExpiresDays">The days for which the deal is registered.</param>
/// <param name="ReceivedAt">When the lead was received.</param>
/// <param name="Offers">The offers, in order.</param>
/// <param name="Deal">The registered deal, or null.</param>
/// <param name="Reports">The updates of the partner, in order.</param>
/// <param name="Timeline">Every step so far.</param>
[ResponseExample(
    """
        {
          "id": "lead-1",
          "status": "accepted",
          "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
          "customer": {
            "company": "Big Customer",
            "domain": "customer.example",
            "contact_name": "Cora Customer",
            "email": "cora@customer.example",
            "country": "US"
          },
          "message": "They look for a solution for 200 seats.",
          "expected_amount": 500000,
          "groups": ["gold"],
          "partners": [],
          "respond_within_hours": 48,
          "expires_days": 90,
          "received_at": "2026-10-05T10:00:00+00:00",
          "offers": [
            {
              "number": 1,
              "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
              "offered_at": "2026-10-05T10:00:01+00:00",
              "due_at": "2026-10-07T10:00:01+00:00",
              "answer": "accepted",
              "answered_at": "2026-10-05T12:00:00+00:00",
              "end": "accepted",
              "ended_at": "2026-10-05T12:00:01+00:00"
            }
          ],
          "deal": {
            "id": "lead:lead-1:1",
            "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
            "accepted_at": "2026-10-05T12:00:01+00:00",
            "expires_at": "2027-01-03T12:00:00+00:00"
          },
          "reports": [{ "number": 1, "kind": "meeting", "at": "2026-10-12T09:00:00+00:00", "note": "They want an offer." }],
          "timeline": [
            { "at": "2026-10-05T10:00:00+00:00", "step": "received", "actor": "key" },
            {
              "at": "2026-10-05T10:00:01+00:00",
              "step": "offered",
              "actor": "rule:lead_order",
              "note": "prt_01m1k9n3e0v3rs3dtr98h6bcfn"
            }
          ]
        }
        """
)]
internal sealed record LeadResponse(
    LeadId Id,
    LeadStatus Status,
    PartnerId? Partner,
    LeadCustomer Customer,
    string? Message,
    long? ExpectedAmount,
    IReadOnlyList<string> Groups,
    IReadOnlyList<PartnerId> Partners,
    int RespondWithinHours,
    int ExpiresDays,
    DateTimeOffset ReceivedAt,
    IReadOnlyList<LeadOffer> Offers,
    LeadDeal? Deal,
    IReadOnlyList<LeadReport> Reports,
    IReadOnlyList<LeadEntry> Timeline
)
{
    public static LeadResponse Of(PartnerLead lead) =>
        new(
            lead.Id,
            lead.Status,
            lead.Holder ?? lead.Deal?.Partner,
            lead.Customer,
            lead.Message,
            lead.ExpectedAmount,
            lead.Groups,
            lead.Partners,
            lead.RespondWithinHours,
            lead.ExpiresDays,
            lead.ReceivedAt,
            lead.Offers,
            lead.Deal,
            lead.Reports,
            lead.Timeline
        );
}
