using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>
/// The caps of single customers, which hold over all partners, in one attempt to apply effects on one partner's ledger.
/// No transaction reaches over two partitions, so what an event uses is claimed from the customer before it is stored
/// with the partner. A claim can grow until its event has had its effect, and is never lowered before: whoever is cut
/// off, repeated, or comes at the same time, what customers were granted is at most what was claimed of their caps.
/// What was claimed in vain is given back afterwards.
/// </summary>
internal sealed class CustomerCaps(CustomerCapStore store, ProgramSlug program, PartnerId partner)
{
    // They may all be of one customer, and are then one storage transaction.
    private const int MaxAtOnce = 50;

    private Dictionary<CustomerId, CustomerCapRow> rows = [];

    /// <summary>
    /// Reads what the effects' customers have used of their caps, where their rules look at it, and what the effects
    /// themselves have claimed in an attempt that was cut off.
    /// </summary>
    public async Task ReadAsync(IEnumerable<LedgerEffect> effects, CancellationToken cancellationToken)
    {
        var wanted = effects
            .OfType<ConversionEffect>()
            .Where(effect => effect.Rules.HasCustomerCaps && effect.Customer is not null)
            .Select(effect => (effect.Customer!.Value, effect.Event));
        rows = (await store.ReadAsync(program, wanted, cancellationToken)).ToDictionary(row => row.Customer);
    }

    /// <summary>What other events have used of the caps of the effect's customer.</summary>
    public CustomerCapUse UsedBeside(ConversionEffect effect) =>
        RowOf(effect)?.UsedBeside(effect.Event) ?? CustomerCapUse.None;

    /// <summary>Claims what the effect uses.</summary>
    public void Claim(ConversionEffect effect, CustomerCapUse use)
    {
        if (
            RowOf(effect) is { } row
            && row.ClaimOf(effect.Event) is var before
            && before.AtLeast(use) is var claim
            && !claim.IsSameAs(before)
        )
        {
            row.Claim(effect.Event, claim);
        }
    }

    /// <summary>Stores the claims.</summary>
    /// <exception cref="ConcurrencyException">Another event of one of the customers was first.</exception>
    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        if (!await store.TryStoreAsync(program, partner, rows.Values.Where(row => row.IsChanged), cancellationToken))
        {
            throw new ConcurrencyException();
        }
    }

    /// <summary>Gives back what effects have claimed and not used, now that what they used is stored.</summary>
    public async Task GiveBackAsync(
        IEnumerable<(ConversionEffect Effect, CustomerCapUse Used)> applied,
        CancellationToken cancellationToken
    )
    {
        foreach (var greater in applied.Where(pair => IsGreater(pair.Effect, pair.Used)).ToList().Chunk(MaxAtOnce))
        {
            var retries = new ConflictRetries($"the caps of customers of {partner}");
            while (!await TryGiveBackAsync(greater, cancellationToken))
            {
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    private async Task<bool> TryGiveBackAsync(
        (ConversionEffect Effect, CustomerCapUse Used)[] greater,
        CancellationToken cancellationToken
    )
    {
        await ReadAsync(greater.Select(pair => pair.Effect), cancellationToken);
        foreach (var (effect, used) in greater.Where(item => IsGreater(item.Effect, item.Used)))
        {
            RowOf(effect)!.Claim(effect.Event, used);
        }

        return await store.TryStoreAsync(program, partner, rows.Values.Where(row => row.IsChanged), cancellationToken);
    }

    private bool IsGreater(ConversionEffect effect, CustomerCapUse used) =>
        RowOf(effect) is { } row && !row.ClaimOf(effect.Event).IsSameAs(used);

    private CustomerCapRow? RowOf(ConversionEffect effect) =>
        effect.Customer is { } customer ? rows.GetValueOrDefault(customer) : null;
}
