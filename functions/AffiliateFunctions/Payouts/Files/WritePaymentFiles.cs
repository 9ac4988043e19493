using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>
/// Writes the payment files of an approved cycle, and the batches for the APIs of providers, one or more for each
/// method, and compares the payments with the approved payouts. A payout that a file cannot carry is taken out; its
/// amount becomes payable again.
/// </summary>
public sealed class WritePaymentFiles(
    IPrograms programs,
    CycleStore cycles,
    ApprovedPayments payments,
    UnpaidPayouts unpaid,
    PayoutRails rails,
    PayoutSettingsStore settings,
    PaymentFileStore fileStore,
    IAuditLog audit,
    IdSource ids,
    TimeProvider clock
)
{
    private const string RunPrefix = "run_";

    /// <inheritdoc cref="WritePaymentFiles"/>
    [Function(nameof(WritePaymentFiles))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var (program, cycle) = await cycles.RequireWithProgramAsync(programs, key, cancellationToken);
        var retries = new ConflictRetries($"the payments of {key.Period} of {key.Program}");
        while (cycle.Status < CycleStatus.Paying)
        {
            try
            {
                cycle = await WriteAsync(program, cycle, cancellationToken);
            }
            catch (ContendedException)
            {
                // A payee has changed, or another run has taken a payout out, while the files were written.
                await retries.NextAsync(cancellationToken);
                cycle = await cycles.RequireAttemptAsync(key, cancellationToken);
            }
        }

        // The files are handed over, perhaps paid in part. They must stay as they are.
        await fileStore.DeleteOthersAsync(cycle, cancellationToken);
        await RecordAsync(key, cycle.Files, cancellationToken);
    }

    private async Task<StoredCycle> WriteAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        CancellationToken cancellationToken
    )
    {
        await payments.VerifyAsync(cycle, cancellationToken);
        cycle = await DateAsync(program, cycle, cancellationToken);
        var methods = await payments.TakeOutChangedAsync(cycle, cancellationToken);
        cycle = await cycles.RequireAttemptAsync(
            new CycleKey(cycle.Program, cycle.Period, cycle.Attempt),
            cancellationToken
        );
        return await WriteAsync(cycle with { FileRun = ids.Next(RunPrefix) }, methods, cancellationToken);
    }

    // Files that were not handed over on the day of their date get another date: banks refuse dates in the past.
    private Task<StoredCycle> DateAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        CancellationToken cancellationToken
    )
    {
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), program.Zone);
        return cycles.ChangeAsync(
            cycle.Program,
            cycle.Period,
            stored =>
                stored.Status >= CycleStatus.Paying || stored.FilesDatedAt?.Date == now.Date
                    ? stored
                    : stored with
                    {
                        FilesDatedAt = now,
                    },
            cancellationToken
        );
    }

    // Only reserved payouts are paid: a payout that an interrupted run has released stays released. A partner that has
    // changed since the approval is not paid; its amount becomes payable again, and the other partners are paid.
    private async Task<StoredCycle> WriteAsync(
        StoredCycle cycle,
        IReadOnlyCollection<string> methods,
        CancellationToken cancellationToken
    )
    {
        var terms = new PaymentFileTerms(
            cycle,
            await settings.ReadAsync(cycle.Program, cycle.PayoutSettings, cancellationToken),
            cycle.FilesDatedAt!.Value
        );
        var files = new List<CycleFile>();
        var unpaidPartners = cycle.Dropped.Select(dropped => dropped.Partner).ToHashSet();
        foreach (var method in methods)
        {
            var rail = rails.Of(cycle, method);
            using var sink = new StoredPaymentFiles(fileStore, rail, terms, method);
            var instructions = payments.InstructionsAsync(cycle, method, cancellationToken);
            var result = await rail.WriteAsync(terms, method, instructions, sink, cancellationToken);
            var refused = await unpaid.TakeOutAsync(cycle, result.Refused, cancellationToken);
            unpaidPartners.UnionWith(refused.Select(payout => payout.Partner));
            files.AddRange(sink.Files);
        }

        return await HandOverAsync(cycle, files, unpaidPartners, cancellationToken);
    }

    // If two runs overlap, the files of the first one count. A payout that another run has taken out since may be in
    // these files, so they are not handed over.
    private Task<StoredCycle> HandOverAsync(
        StoredCycle cycle,
        IReadOnlyList<CycleFile> files,
        HashSet<PartnerId> unpaidPartners,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        return cycles.ChangeAsync(
            cycle.Program,
            cycle.Period,
            stored =>
                stored.Status >= CycleStatus.Paying ? stored
                : stored.Dropped.Any(dropped => !unpaidPartners.Contains(dropped.Partner))
                    ? throw new ContendedException($"the payment files of {cycle.Period} of {cycle.Program}")
                : stored.MoveTo(CycleStatus.Paying) with { Files = files, FileRun = cycle.FileRun, PayingSince = now },
            cancellationToken
        );
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
}
