using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>A cycle as the API returns it.</summary>
/// <param name="Period">The month.</param>
/// <param name="Status">The status.</param>
/// <param name="Partners">How many partners are paid.</param>
/// <param name="Total">The sum of the payouts, in minor units.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="Approvals">All decisions about the cycle, also those of earlier attempts.</param>
/// <param name="Files">The payment files, and the batches that were sent to the APIs of providers.</param>
/// <param name="SkippedPartners">How many partners are not paid, although an amount is due.</param>
/// <param name="SkippedAmount">The sum of their due amounts, in minor units.</param>
/// <param name="Skipped">The first 1,000 partners that are not paid, by id, with the reasons;
/// <c>GET …/cycles/{period}/skipped</c> lists all. Absent in lists of cycles and when a cycle starts.</param>
/// <param name="StartedAt">When the cycle, or its current attempt, started.</param>
/// <param name="ApprovedAt">When the cycle was approved.</param>
/// <param name="SettledAt">When the last payout was paid or failed.</param>
/// <param name="PreparedBy">The person who started the cycle and cannot approve it, <c>key</c> or
/// <c>rule:schedule</c>.</param>
/// <param name="Attempt">The attempt, from 1; a rejected cycle can be computed again.</param>
/// <param name="Dropped">The payouts that were taken out because the partner changed after the request.</param>
/// <param name="Excluded">What approvers have taken out of the cycle, also in earlier attempts; it stays
/// payable.</param>
/// <param name="PayoutSettings">The version of the payout settings that the files use; absent if there were none when
/// the cycle started.</param>
/// <param name="WaitingFor">What the cycle waits for; null in lists, and when it is finished.</param>
[ResponseExample(
    """
        {
          "period": "2026-11",
          "status": "paying",
          "partners": 2,
          "total": 3000,
          "currency": "USD",
          "approvals": [
            {
              "id": "cycle-2026-11-finance",
              "decision": "exclude",
              "actor": "finance@example.com",
              "reason": "The sale is disputed.",
              "decided_at": "2026-12-01T08:30:00+00:00"
            },
            {
              "id": "cycle-2026-11-finance-2",
              "decision": "approve",
              "actor": "finance@example.com",
              "decided_at": "2026-12-01T09:00:00+00:00"
            }
          ],
          "files": [
            {
              "name": "payments-2026-11-ach.ach",
              "sha256": "df384ae97c77ad3001626aab01f2eb2aad176448109165df1d64c57b7091cd1c",
              "payouts": 1,
              "total": 2000,
              "rail": "file"
            },
            {
              "name": "payments-2026-11-paypal-usd.json",
              "sha256": "5b0dd9f4d1b5d1f2a1a3a86c1c0b6c0f4a0a0f5cf0d0a1b9a6b7c8d9e0f1a2b3",
              "payouts": 1,
              "total": 1000,
              "rail": "paypal",
              "batch_id": "5UXD2E8A7EBQJ",
              "state": "sent",
              "sent_at": "2026-12-01T09:00:02+00:00"
            }
          ],
          "skipped_partners": 0,
          "skipped_amount": 0,
          "skipped": [],
          "started_at": "2026-12-01T02:00:00+00:00",
          "approved_at": "2026-12-01T09:00:00+00:00",
          "prepared_by": "rule:schedule",
          "attempt": 1,
          "dropped": [],
          "excluded": [
            {
              "approval": "cycle-2026-11-finance",
              "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
              "commission": "com_01m45r3180yajdsx5vk7tbxabk",
              "amount": 500,
              "text": "revenue-share, sale sale-1 of 2026-10-05",
              "actor": "finance@example.com",
              "reason": "The sale is disputed.",
              "at": "2026-12-01T08:30:00+00:00"
            }
          ],
          "payout_settings": 1,
          "waiting_for": {
            "step": "settlement",
            "who": "finance@example.com",
            "since": "2026-12-01T09:00:02+00:00",
            "next": "A reminder and the statements are sent on 4 December 2026."
          }
        }
        """
)]
internal sealed record CycleAnswer(
    Period Period,
    CycleStatus Status,
    int Partners,
    long Total,
    string Currency,
    IReadOnlyList<CycleApproval> Approvals,
    IReadOnlyList<CycleFile> Files,
    int SkippedPartners,
    long SkippedAmount,
    IReadOnlyList<SkippedPartner>? Skipped,
    DateTimeOffset StartedAt,
    DateTimeOffset? ApprovedAt,
    DateTimeOffset? SettledAt,
    string PreparedBy,
    int Attempt,
    IReadOnlyList<DroppedPayout> Dropped,
    IReadOnlyList<CycleExclusion> Excluded,
    int? PayoutSettings,
    WaitingFor? WaitingFor
)
{
    public static CycleAnswer Of(
        StoredCycle cycle,
        IReadOnlyList<SkippedPartner>? skipped = null,
        WaitingFor? waitingFor = null
    ) =>
        new(
            cycle.Period,
            cycle.Status,
            cycle.Partners,
            cycle.Total,
            cycle.Currency,
            cycle.Approvals,
            cycle.Files,
            cycle.Skipped.Partners,
            cycle.Skipped.Amount,
            skipped,
            cycle.StartedAt,
            cycle.ApprovedAt,
            cycle.SettledAt,
            cycle.StartedBy,
            cycle.Attempt + 1,
            cycle.Dropped,
            cycle.ExcludedByApprovers,
            cycle.PayoutSettings,
            waitingFor
        );
}

/// <summary>What a cycle waits for.</summary>
/// <param name="Step">
/// <c>compute</c>, <c>approval</c>, <c>files</c>, <c>settlement</c>, <c>review</c> or, after a rejection,
/// <c>correction</c>.
/// </param>
/// <param name="Who">The person who was asked; null while the app itself works.</param>
/// <param name="Since">Since when.</param>
/// <param name="Next">What happens next without an action.</param>
public sealed record WaitingFor(string Step, string? Who, DateTimeOffset? Since, string Next);
