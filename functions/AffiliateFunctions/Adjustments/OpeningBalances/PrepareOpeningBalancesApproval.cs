using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments.Activities;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Adjustments.OpeningBalances;

/// <summary>
/// Makes the approval request of the opening balances of a file: the number, the total and the largest ones. The
/// fingerprint binds the link to all of them. The preparer cannot approve.
/// </summary>
public sealed class PrepareOpeningBalancesApproval(
    IPrograms programs,
    AdjustmentStore adjustments,
    AdjustmentContent content,
    IApprovals approvals,
    TimeProvider clock
)
{
    private const int MaxShown = 100;

    /// <inheritdoc cref="PrepareOpeningBalancesApproval"/>
    [Function(nameof(PrepareOpeningBalancesApproval))]
    public async Task<ApprovalRequest> RunAsync(
        [ActivityTrigger] OpeningBalancesKey key,
        CancellationToken cancellationToken
    )
    {
        var balances = await adjustments.PrepareBatchAsync(key.Program, key.Batch, cancellationToken);
        var charter =
            (await programs.FindAsync(key.Program, cancellationToken))?.Charter
            ?? throw new InvalidOperationException($"The program {key.Program} has no charter.");
        string[] excluded = balances[0].PreparedBy is { } preparer ? [preparer] : [];
        var asked = charter.FinanceFirst(excluded);
        if (asked.Count == 0)
        {
            throw new InvalidOperationException($"Nobody may approve the balances {key.Batch} of {key.Program}.");
        }

        return await approvals.PrepareAsync(
            await RequestAsync(key, balances, asked, excluded, cancellationToken),
            clock.GetUtcNow(),
            cancellationToken
        );
    }

    private async Task<ApprovalRequest> RequestAsync(
        OpeningBalancesKey key,
        IReadOnlyList<StoredAdjustment> balances,
        IReadOnlyList<Person> asked,
        string[] excluded,
        CancellationToken cancellationToken
    )
    {
        var total = AdjustmentWords.Amount(balances[0], balances.Sum(balance => balance.Amount!.Value));
        return new ApprovalRequest
        {
            Id = $"opening-{key.Batch}",
            Program = key.Program,
            Kind = ApprovalKinds.Adjustment,
            Subject = $"Approve opening balances of {total} for {Count(balances.Count)}",
            Facts =
            [
                new("Partners", balances.Count.ToString("N0", CultureInfo.InvariantCulture)),
                new("Total", total),
                new("Effect", "The amounts are due at once and are lines of the next cycle."),
                new("Prepared by", balances[0].PreparedBy ?? "a caller with the function key"),
                new("Fingerprint", FingerprintOf(balances)) { IsTechnical = true },
            ],
            Sections = [await TableAsync(balances, cancellationToken)],
            Options = PrepareAdjustmentApproval.Options,
            Owner = asked[0],
            Backup = asked[^1],
            Excluded = excluded,
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = PrepareAdjustmentApproval.Expired,
        };
    }

    private async Task<ApprovalSection> TableAsync(
        IReadOnlyList<StoredAdjustment> balances,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<ApprovalRow>();
        foreach (var balance in balances.OrderByDescending(balance => Math.Abs(balance.Amount!.Value)).Take(MaxShown))
        {
            rows.Add(
                new ApprovalRow([
                    new ApprovalCell(await content.NameAsync(balance, cancellationToken)),
                    new ApprovalCell(AdjustmentWords.Amount(balance, balance.Amount!.Value)),
                ])
            );
        }

        var caption =
            rows.Count < balances.Count
                ? $"The largest {rows.Count} of {Count(balances.Count)}"
                : $"All of {Count(balances.Count)}";
        return new ApprovalSection("Opening balances", [])
        {
            Table = new ApprovalTable(
                caption,
                [new ApprovalColumn("Partner"), new ApprovalColumn("Due to the partner", IsNumber: true)],
                rows
            ),
        };
    }

    private static string Count(int partners) =>
        partners == 1 ? "1 partner" : string.Create(CultureInfo.InvariantCulture, $"{partners:N0} partners");

    private static string FingerprintOf(IEnumerable<StoredAdjustment> balances) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        '\n',
                        balances.Select(balance =>
                            string.Create(CultureInfo.InvariantCulture, $"{balance.Partner} {balance.Amount}")
                        )
                    )
                )
            )
        );
}
