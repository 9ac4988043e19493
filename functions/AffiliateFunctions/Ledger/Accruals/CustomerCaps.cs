using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>
/// The caps of single customers, which apply across all partners, in one attempt to apply effects to one partner's
/// ledger. A transaction cannot span two partitions, so an event first claims its usage from the customer and is then
/// stored with the partner. Until the event is applied, its claim can grow but is never lowered. Therefore the grants
/// of a customer never exceed the claims on its caps, even when calls are interrupted, repeated or concurrent. Unused
/// claims are given back afterwards.
/// </summary>
internal sealed class CustomerCaps(CustomerCapStore store, ProgramSlug program, PartnerId partner)
{
    // If all claims belong to one customer, they fit into one storage transaction.
    private const int MaxAtOnce = 50;

    private Dictionary<CustomerId, CustomerCapRow> rows = [];

    /// <summary>
    /// Reads the cap usage of the effects' customers, if their rules need it, and what the effects have claimed in an
    /// interrupted attempt.
    /// </summary>
    public async Task ReadAsync(IEnumerable<LedgerEffect> effects, CancellationToken cancellationToken)
    {
        var wanted = effects
            .OfType<ConversionEffect>()
            .Where(effect => effect.Rules.HasCustomerCaps && effect.Customer is not null)
            .Select(effect => (effect.Customer!.Value, effect.Event));
        rows = (await store.ReadAsync(program, wanted, cancellationToken)).ToDictionary(row => row.Customer);
    }

    /// <summary>Returns the cap usage of the effect's customer by other events.</summary>
    public CustomerCapUse UsedBeside(ConversionEffect effect) =>
        RowOf(effect)?.UsedBeside(effect.Event) ?? CustomerCapUse.None;

    /// <summary>Claims the effect's usage.</summary>
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
    /// <exception cref="ConcurrencyException">Another event of one of the customers was stored first.</exception>
    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        if (!await store.TryStoreAsync(program, partner, rows.Values.Where(row => row.IsChanged), cancellationToken))
        {
            throw new ConcurrencyException();
        }
    }

    /// <summary>Gives back what effects claimed but did not use, after their usage is stored.</summary>
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
