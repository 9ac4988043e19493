using System.Security.Cryptography;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
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
    PayoutReleases releases,
    PayoutRails rails,
    IPartners partners,
    PayoutSettingsStore settings,
    PaymentFileStore fileStore,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const int PartnersAtOnce = 200;

    /// <inheritdoc cref="WritePaymentFiles"/>
    [Function(nameof(WritePaymentFiles))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var (program, cycle) = await cycles.RequireWithProgramAsync(programs, key, cancellationToken);
        if (cycle.Status >= CycleStatus.Paying)
        {
            // The files are handed over, perhaps paid in part. They must stay as they are.
            await RecordAsync(key, cycle.Files, cancellationToken);
            return;
        }

        var payouts = await ApprovedAsync(cycle, cancellationToken);
        cycle = await DateAsync(program, key, cancellationToken);
        var terms = new PaymentFileTerms(
            cycle,
            await settings.ReadAsync(key.Program, cycle.PayoutSettings, cancellationToken),
            cycle.FilesDatedAt!.Value
        );
        var payments = await PaymentsAsync(cycle, payouts, cancellationToken);
        var (files, paid) = (new List<CycleFile>(), new HashSet<PartnerId>());
        foreach (
            var method in payments
                .GroupBy(payment => payment.Payout.Method)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            var written = await WriteAsync(terms, method.Key, [.. method], cancellationToken);
            files.AddRange(written.Files);
            paid.UnionWith(written.Paid);
        }

        var handedOver = await HandOverAsync(key, files, paid, cancellationToken);
        await RecordAsync(key, handedOver.Files, cancellationToken);
    }

    private async Task<List<StoredPayout>> ApprovedAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        var payouts = (await releases.ReadPayoutsAsync(cycle, cancellationToken))
            .Where(payout => payout.Status != PayoutStatus.PutBack)
            .ToList();
        return
            StoredPayout.Fingerprint(payouts) == cycle.Fingerprint
            && payouts.Sum(payout => payout.Amount) == cycle.Total
            && payouts.All(payout => payout.Amount == payout.Lines.Sum(line => line.Amount))
            ? payouts
            : throw new InvalidOperationException(
                $"The payouts of {cycle.Period} of {cycle.Program} differ from the approved ones. No file is written."
            );
    }

    // Files that were not handed over on the day of their date get another date: banks refuse dates in the past.
    private Task<StoredCycle> DateAsync(AffiliateProgram program, CycleKey key, CancellationToken cancellationToken)
    {
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), program.Zone);
        return cycles.ChangeAsync(
            key.Program,
            key.Period,
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
    private async Task<List<(StoredPayout Payout, PaymentInstruction Instruction)>> PaymentsAsync(
        StoredCycle cycle,
        IReadOnlyList<StoredPayout> payouts,
        CancellationToken cancellationToken
    )
    {
        var payments = new List<(StoredPayout, PaymentInstruction)>();
        // An interrupted or concurrent run has named these payouts: they are released, whatever has changed since.
        var dropped = cycle.Dropped.DistinctBy(other => other.Partner).ToDictionary(other => other.Partner);
        var reserved = payouts.Where(payout => payout.Status == PayoutStatus.Reserved);
        foreach (var some in reserved.Chunk(PartnersAtOnce))
        {
            var ids = some.Select(payout => payout.Partner);
            var payees = await partners.FindPayeesAsync(cycle.Program, ids, cancellationToken);
            foreach (var payout in some)
            {
                var payee = payees.GetValueOrDefault(payout.Partner);
                var reason = dropped.GetValueOrDefault(payout.Partner)?.Reason;
                if (await TryInstructAsync(cycle, payout, payee, reason, cancellationToken) is { } instruction)
                {
                    payments.Add((payout, instruction));
                }
            }
        }

        return [.. payments.OrderBy(payment => payment.Item1.Partner.Value, StringComparer.Ordinal)];
    }

    // Returns null if the payout was taken out.
    private async Task<PaymentInstruction?> TryInstructAsync(
        StoredCycle cycle,
        StoredPayout payout,
        PartnerWithDetails? payee,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        var details = payee?.Details;
        var account = details is null ? null : partners.AccountOf(details);
        var refusal = reason ?? PayeeChanges.RefusalOf(cycle, payout, payee?.Partner, account);
        if (refusal is null)
        {
            return PaymentInstructions.Of(payout, details!, cycle.Period);
        }

        var detail = cycle.Skipped.FirstOrDefault(skipped => skipped.Partner == payout.Partner)?.Detail;
        await ReleaseAsync(cycle, payout, refusal, detail, cancellationToken);
        return null;
    }

    // The cycle names the payout before its lines become payable again. A concurrent run then does not hand over a file
    // that pays it, and none is released once the files are handed over.
    private async Task ReleaseAsync(
        StoredCycle cycle,
        StoredPayout payout,
        string reason,
        string? detail,
        CancellationToken cancellationToken
    )
    {
        var named = payout with { Reason = reason, ReasonDetail = detail };
        var current = await cycles.ChangeAsync(
            cycle.Program,
            cycle.Period,
            stored => stored.Status >= CycleStatus.Paying ? stored : stored.Without([named]),
            cancellationToken
        );
        if (current.Status >= CycleStatus.Paying)
        {
            throw new ContendedException($"the payment files of {cycle.Period} of {cycle.Program}");
        }

        await releases.ReleaseAsync(cycle, payout, reason, PayoutStatus.Failed, cancellationToken, detail);
    }

    private async Task<(IReadOnlyList<CycleFile> Files, IEnumerable<PartnerId> Paid)> WriteAsync(
        PaymentFileTerms terms,
        string method,
        IReadOnlyList<(StoredPayout Payout, PaymentInstruction Instruction)> payments,
        CancellationToken cancellationToken
    )
    {
        var sink = new BufferedPaymentFiles();
        var rail = rails.Of(terms.Cycle, method);
        var result = rail.Write(terms, method, [.. payments.Select(payment => payment.Instruction)], sink);
        var payouts = payments.ToDictionary(payment => payment.Payout.Id, payment => payment.Payout);
        foreach (var refusal in result.Refused)
        {
            await ReleaseAsync(
                terms.Cycle,
                payouts[refusal.PayoutId],
                SkipReasons.DetailsInvalid,
                refusal.ToSentence(),
                cancellationToken
            );
            payouts.Remove(refusal.PayoutId);
        }

        var files = await StoreAsync(rail, terms, method, result, sink, cancellationToken);
        return (files, payouts.Values.Select(payout => payout.Partner));
    }

    private async Task<IReadOnlyList<CycleFile>> StoreAsync(
        IPayoutRail rail,
        PaymentFileTerms terms,
        string method,
        PaymentFileResult result,
        BufferedPaymentFiles sink,
        CancellationToken cancellationToken
    )
    {
        var references = sink.Payments.ToLookup(
            payment => payment.Suffix,
            payment => new FileReference(payment.PayoutId, payment.Reference)
        );
        var files = new List<CycleFile>();
        foreach (var (summary, (_, content)) in result.Files.Zip(sink.Files))
        {
            var file = new CycleFile(
                PaymentFileNames.Of(terms.Cycle.Period, method, summary.Suffix),
                Convert.ToHexStringLower(SHA256.HashData(content)),
                summary.Count,
                summary.Total
            )
            {
                Rail = rail.Name,
                State = rail is IApiRail ? BatchState.Unsent : null,
            };
            await fileStore.PutAsync(
                terms.Cycle.Program,
                terms.Cycle.Period,
                file,
                content,
                new FileReferences(rail.MessageIdOf(terms, file.Name, files.Count), [.. references[summary.Suffix]]),
                cancellationToken
            );
            files.Add(file);
        }

        return files;
    }

    // If two runs overlap, the files of the first one count.
    private Task<StoredCycle> HandOverAsync(
        CycleKey key,
        IReadOnlyList<CycleFile> files,
        HashSet<PartnerId> paid,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        return cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored =>
                stored.Status >= CycleStatus.Paying ? stored
                : stored.Dropped.Any(dropped => paid.Contains(dropped.Partner))
                    ? throw new ContendedException($"the payment files of {key.Period} of {key.Program}")
                : stored.MoveTo(CycleStatus.Paying) with { Files = files, PayingSince = now },
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
