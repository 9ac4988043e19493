using System.Security.Cryptography;
using System.Text;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Ledger;
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
    ILedger ledger,
    IPartners partners,
    EncryptedText box,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const string DetailsMissing = "payout_details_missing";

    /// <inheritdoc cref="WritePaymentFiles"/>
    [Function(nameof(WritePaymentFiles))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var cycle = await cycles.RequireAsync(key.Program, key.Period, cancellationToken);
        var payouts = (await cycles.AllPayoutsAsync(key.Program, key.Period, cancellationToken))
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

        var payments = await PaymentsAsync(key, payouts, cancellationToken);
        var files = new List<CycleFile>();
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
            stored => stored.MoveTo(CycleStatus.Paying) with { Files = files },
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"cycle:{key.Period}:files",
                "system",
                "payment_files_written",
                key.Period.Value,
                string.Join(", ", files.Select(file => $"{file.Name} {file.Sha256}")),
                clock.GetUtcNow()
            ),
            cancellationToken
        );
    }

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

    // A partner whose payout details have been removed cannot be paid. Its amount becomes payable again, and the other
    // partners are paid.
    private async Task<List<(StoredPayout Payout, PayoutDetails Details)>> PaymentsAsync(
        CycleKey key,
        IReadOnlyList<StoredPayout> payouts,
        CancellationToken cancellationToken
    )
    {
        var payments = new List<(StoredPayout, PayoutDetails)>();
        foreach (var payout in payouts)
        {
            if (
                await partners.ReadPayoutDetailsAsync(key.Program, payout.Partner, cancellationToken) is { } details
                && details.Method == payout.Method
            )
            {
                payments.Add((payout, details));
            }
            else if (payout.Status == PayoutStatus.Reserved)
            {
                await ledger.ReleaseAsync(key.Program, payout.Partner, key.Period, DetailsMissing, cancellationToken);
                await cycles.PutPayoutAsync(
                    key.Program,
                    key.Period,
                    payout with
                    {
                        Status = PayoutStatus.Failed,
                        Reason = DetailsMissing,
                        SettledAt = clock.GetUtcNow(),
                    },
                    cancellationToken
                );
            }
        }

        return payments;
    }
}
