using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Store;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Shows cycles to people.</summary>
internal sealed class CycleViews(
    CycleStore cycles,
    CycleProgress progress,
    PaymentFileStore files,
    IAuditLog audit,
    IdSource ids,
    TimeProvider clock
) : ICycleViews
{
    public async Task<IReadOnlyList<CycleView>> ListAsync(
        ProgramSlug program,
        Period? before,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await cycles
            .NewestFirstAsync(program, before?.Value, cancellationToken)
            .Take(limit)
            .Select(cycle => ViewOf(cycle, waits: null))
            .ToListAsync(cancellationToken);

    public async Task<CycleView?> FindAsync(ProgramSlug program, Period period, CancellationToken cancellationToken) =>
        await cycles.FindAsync(program, period, cancellationToken) is { } cycle
            ? ViewOf(cycle, await progress.OfAsync(cycle, cancellationToken))
            : null;

    public async Task<PayoutPage> PayoutsAsync(
        CycleView cycle,
        PartnerId? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var rows = await cycles
            .PayoutsAsync(
                cycle.Program,
                cycle.Period,
                after is { } partner ? CycleStore.KeyOf(partner) : null,
                cancellationToken
            )
            .Where(payout => payout.Attempt == cycle.Attempt)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return new PayoutPage(
            [
                .. rows.Take(limit)
                    .Select(payout => new PayoutView(
                        payout.Partner,
                        payout.Name,
                        payout.Amount,
                        payout.Method,
                        StoredJson.NameOf(payout.Status),
                        payout.ReasonDetail ?? payout.Reason,
                        payout.Reference
                    )),
            ],
            rows.Count > limit ? rows[limit - 1].Partner : null
        );
    }

    public async Task<IResult?> DownloadAsync(
        ProgramSlug program,
        Period period,
        string file,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        if (
            await cycles.FindAsync(program, period, cancellationToken) is not { } cycle
            || cycle.Files.FirstOrDefault(known => known.Name == file) is not { } found
        )
        {
            return null;
        }

        await audit.RecordAsync(
            new AuditEntry(
                program,
                $"payment_file_downloaded:{ids.Next("dwn_")}",
                Callers.Unnamed,
                "payment_file_downloaded",
                period.Value,
                $"{found.Name} {found.Sha256}",
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        return files.Download(cycle, found, http);
    }

    private static CycleView ViewOf(StoredCycle cycle, WaitingFor? waits) =>
        new(
            cycle.Program,
            cycle.Period,
            StoredJson.NameOf(cycle.Status),
            cycle.Attempt,
            cycle.Partners,
            cycle.Total,
            cycle.Currency,
            cycle.Skipped.Partners,
            cycle.Skipped.Amount,
            cycle.StartedBy,
            cycle.StartedAt,
            waits is null ? null : new CycleWait(waits.Who, waits.Since, waits.Next)
        )
        {
            Decisions =
            [
                .. cycle.Approvals.Select(approval => new CycleDecisionView(
                    approval.Decision,
                    approval.Actor,
                    approval.Reason,
                    approval.DecidedAt
                )),
            ],
            Files =
            [
                .. cycle.Files.Select(file => new CycleFileView(
                    file.Name,
                    file.Payouts,
                    file.Total,
                    file.Rail,
                    file.State is { } state ? StoredJson.NameOf(state) : null,
                    file.Problem,
                    file.Sha256
                )),
            ],
        };
}
