using System.Security.Cryptography;
using System.Text;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>Writes the payments of an approved cycle, one file for each method, and holds them against what was approved.</summary>
internal sealed class WritePaymentFiles(CycleStore cycles, IPartners partners, SecretBox box, IAuditLog audit, TimeProvider clock)
{
    [Function(nameof(WritePaymentFiles))]
    public async Task<bool> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var cycle = await cycles.RequireAsync(key.Program, key.Period, cancellationToken);
        var payments = await PaymentsAsync(key, cancellationToken);
        var total = payments.Sum(payment => payment.Payout.Amount);
        if (total != cycle.Total || payments.Any(payment => payment.Payout.Amount != payment.Payout.Lines.Sum(line => line.Amount)))
        {
            throw new InvalidOperationException($"The payouts of {key.Period} of {key.Program} come to {total}, and {cycle.Total} was approved. Nothing is written.");
        }

        var files = new List<CycleFile>();
        foreach (var method in payments.GroupBy(payment => payment.Payout.Method).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            files.Add(await WriteAsync(key, method.Key, [.. method], cancellationToken));
        }

        await cycles.ChangeAsync(key.Program, key.Period, stored => stored.MoveTo(CycleStatus.Paying) with { Files = files }, cancellationToken);
        await audit.RecordAsync(
            new AuditEntry(
                key.Program, $"cycle:{key.Period}:files", "system", "payment_files_written", key.Period.Value, string.Join(", ", files.Select(file => $"{file.Name} {file.Sha256}")), clock.GetUtcNow()),
            cancellationToken);
        return true;
    }

    /// <summary>The name under which a file is sealed: a file of another cycle cannot be put in its place.</summary>
    internal static string SealOf(CycleKey key, string name) => $"{key.Program}:{key.Period}:{name}";

    private async Task<CycleFile> WriteAsync(CycleKey key, string method, List<(StoredPayout Payout, PayoutDetails Details)> payments, CancellationToken cancellationToken)
    {
        var (name, content) = (PaymentFile.NameOf(key.Period, method), PaymentFile.Write(method, key.Period, payments));
        await cycles.PutFileAsync(key.Program, key.Period, name, box.Seal(content, SealOf(key, name)), cancellationToken);
        return new CycleFile(name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))), payments.Count, payments.Sum(payment => payment.Payout.Amount));
    }

    private async Task<List<(StoredPayout Payout, PayoutDetails Details)>> PaymentsAsync(CycleKey key, CancellationToken cancellationToken)
    {
        var payments = new List<(StoredPayout, PayoutDetails)>();
        await foreach (var payout in cycles.PayoutsAsync(key.Program, key.Period, after: null, cancellationToken))
        {
            if (payout.Status != PayoutStatus.PutBack)
            {
                var details = await partners.ReadPayoutDetailsAsync(key.Program, payout.Partner, cancellationToken)
                    ?? throw new InvalidOperationException($"The partner {payout.Partner} has no payout details any more.");
                payments.Add((payout, details));
            }
        }

        return payments;
    }
}
