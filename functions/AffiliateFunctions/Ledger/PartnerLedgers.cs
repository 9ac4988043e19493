using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Payouts;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Ledger.Verification;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Ledger;

/// <summary>The ledger that the other features use.</summary>
internal sealed class PartnerLedgers(
    LedgerStore store,
    LedgerRanges ranges,
    PayoutLedger payouts,
    PayoutBatches batches,
    LedgerVerifier verifier,
    IPrograms programs
) : ILedger
{
    public IAsyncEnumerable<PartnerId> PartnersAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        store.PartnersAsync(program, null, cancellationToken);

    public async Task<PartnerBalance> BalanceAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    )
    {
        var found =
            await programs.FindAsync(program, cancellationToken)
            ?? throw new InvalidOperationException($"There is no program {program}.");
        var (_, held, pending, payable, inPayout, paid, negative) = (
            await store.HeadAsync(program, partner, cancellationToken)
        ).Balance;
        return new PartnerBalance(held, pending, payable, inPayout, paid, negative, found.Currency);
    }

    public IAsyncEnumerable<CommissionView> CommissionsAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    ) => ranges.CommissionRowsAsync(program, cancellationToken).Select(CommissionRow.Read).Select(ViewOf);

    public IAsyncEnumerable<CommissionView> CommissionsAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    ) => store.CommissionsAsync(program, partner, new CommissionFilter(), cancellationToken).Select(ViewOf);

    public async Task<CommissionView?> FindAsync(
        ProgramSlug program,
        CommissionId id,
        CancellationToken cancellationToken
    ) => await store.FindCommissionAsync(program, id, cancellationToken) is { } commission ? ViewOf(commission) : null;

    public async Task<string?> TraceOfNothingAsync(
        ProgramSlug program,
        PartnerId partner,
        EventId id,
        CancellationToken cancellationToken
    ) =>
        (await store.OutcomeAsync(program, partner, id, cancellationToken))?.Trace is { } trace
            ? CompressedText.Expand(trace)
            : null;

    public Task<IReadOnlyDictionary<PartnerId, PayoutDue>> DueAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        PayoutRun run,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    ) => batches.DueAsync(program, partners, run, asOf, cancellationToken);

    public Task<IReadOnlyDictionary<PartnerId, PayoutReservation>> ReserveAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        PayoutRun run,
        CancellationToken cancellationToken
    ) => batches.ReserveAsync(program, partners, run, cancellationToken);

    public Task<IReadOnlyDictionary<PartnerId, PayoutStateException>> PayAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        Period period,
        CancellationToken cancellationToken
    ) => batches.PayAsync(program, partners, period, cancellationToken);

    public Task ReleaseAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        string reason,
        CancellationToken cancellationToken
    ) => payouts.PutBackAsync(SourceOf(program, partner, cancellationToken), period, reason);

    public Task ReleaseLinesAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        IReadOnlyCollection<CommissionId> lines,
        CancellationToken cancellationToken
    ) => payouts.PutLinesBackAsync(SourceOf(program, partner, cancellationToken), period, lines);

    public Task ReturnAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        string reason,
        CancellationToken cancellationToken
    ) => payouts.ReturnAsync(SourceOf(program, partner, cancellationToken), period, reason);

    public Task<LedgerVerification> VerifyAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        verifier.VerifyAsync(program, cancellationToken);

    private PayoutSource SourceOf(ProgramSlug program, PartnerId partner, CancellationToken cancellationToken) =>
        new(store, program, partner, excerpt: null, cancellationToken);

    /// <summary>Returns the commission in the form that the API shows.</summary>
    internal static CommissionView ViewOf(Commission commission) =>
        new(
            commission.Id,
            commission.Partner,
            commission.Customer,
            commission.Event,
            commission.Rule,
            commission.RulesVersion,
            commission.BaseAmount,
            commission.Granted,
            commission.Granted - commission.CurrentAmount,
            commission.Currency,
            StoredJson.NameOf(commission.Status),
            commission.DueAt,
            commission.CreatedAt
        )
        {
            Lines = commission.Lines,
            HoldReason = commission.HoldReason,
            Link = commission.Origin?.Link,
            SubId = commission.Origin?.SubId,
            IsCorrection = commission.Corrects is not null,
        };
}
