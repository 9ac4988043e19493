using System.Security.Cryptography;
using System.Text;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>
/// Writes the payment files of an approved cycle, one for each method, and compares the payments with the approved
/// payouts.
/// </summary>
public sealed class WritePaymentFiles(
    CycleStore cycles,
    PayoutReleases releases,
    IPartners partners,
    EncryptedText box,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <inheritdoc cref="WritePaymentFiles"/>
    [Function(nameof(WritePaymentFiles))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var cycle = await cycles.RequireAttemptAsync(key, cancellationToken);
        if (cycle.Status >= CycleStatus.Paying)
        {
            // The files are handed over, perhaps paid in part. They must stay as they are.
            await RecordAsync(key, cycle.Files, cancellationToken);
            return;
        }

        var payouts = (await releases.ReadPayoutsAsync(cycle, cancellationToken))
            .Where(payout => payout.Status != PayoutStatus.PutBack)
            .ToList();
        if (
            StoredPayout.Fingerprint(payouts) != cycle.Fingerprint
            || payouts.Sum(payout => payout.Amount) != cycle.Total
            || payouts.Any(payout => payout.Amount != payout.Lines.Sum(line => line.Amount))
        )
        {
            throw new InvalidOperationException(
                $"The payouts of {key.Period} of {key.Program} differ from the approved ones. No file is written."
            );
        }

        var payments = await PaymentsAsync(cycle, payouts, cancellationToken);
        var (now, files) = (clock.GetUtcNow(), new List<CycleFile>());
        foreach (
            var method in payments
                .GroupBy(payment => payment.Payout.Method)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            files.Add(await WriteAsync(key, method.Key, [.. method], cancellationToken));
        }

        await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored => stored.MoveTo(CycleStatus.Paying) with { Files = files, PayingSince = stored.PayingSince ?? now },
            cancellationToken
        );
        await RecordAsync(key, files, cancellationToken);
    }

    private Task RecordAsync(CycleKey key, IReadOnlyList<CycleFile> files, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                key.Program,
                key.Attempt == 0 ? $"cycle:{key.Period}:files" : $"cycle:{key.Period}:{key.Attempt}:files",
                "system",
                "payment_files_written",
                key.Period.Value,
                string.Join(", ", files.Select(file => $"{file.Name} {file.Sha256}")),
                clock.GetUtcNow()
            ),
            cancellationToken
        );

    /// <summary>
    /// The associated data of the file's encryption, so that a file of another cycle cannot be put in its place.
    /// </summary>
    internal static string SealOf(CycleKey key, string name) => $"{key.Program}:{key.Period}:{name}";

    private async Task<CycleFile> WriteAsync(
        CycleKey key,
        string method,
        List<(StoredPayout Payout, PayoutDetails Details)> payments,
        CancellationToken cancellationToken
    )
    {
        var (name, content) = (PaymentFile.NameOf(key.Period, method), PaymentFile.Write(method, key.Period, payments));
        await cycles.PutFileAsync(
            key.Program,
            key.Period,
            name,
            box.Seal(content, SealOf(key, name)),
            cancellationToken
        );
        return new CycleFile(
            name,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))),
            payments.Count,
            payments.Sum(payment => payment.Payout.Amount)
        );
    }

    // Only reserved payouts are paid: a payout that an interrupted run has released stays released. A partner that has
    // changed since the approval is not paid; its amount becomes payable again, and the other partners are paid.
    private async Task<List<(StoredPayout Payout, PayoutDetails Details)>> PaymentsAsync(
        StoredCycle cycle,
        IReadOnlyList<StoredPayout> payouts,
        CancellationToken cancellationToken
    )
    {
        var payments = new List<(StoredPayout, PayoutDetails)>();
        foreach (var payout in payouts.Where(payout => payout.Status == PayoutStatus.Reserved))
        {
            var partner = await partners.FindAsync(cycle.Program, payout.Partner, cancellationToken);
            var details = await partners.ReadPayoutDetailsAsync(cycle.Program, payout.Partner, cancellationToken);
            var account = details is null ? null : partners.AccountOf(details);
            if (PayeeChanges.RefusalOf(cycle, payout, partner, account) is { } refusal)
            {
                await releases.ReleaseAsync(cycle, payout, refusal, PayoutStatus.Failed, cancellationToken);
            }
            else
            {
                payments.Add((payout, details!));
            }
        }

        return payments;
    }
}
