using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Attribution.Deals;

/// <summary>
/// The table <c>deals</c>, with one partition per program: the deals and the domains that they hold. A deal and its
/// hold of the domain are stored in one transaction.
/// </summary>
public sealed class DealStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "deals";

    private const string Data = "data";
    private const string Hash = "hash";
    private const string DealRows = "deal:";
    private const string DealRowsEnd = "deal;";

    private TableClient Rows => tables[Table];

    /// <summary>
    /// Registers a deal, unless another one holds its domain. A repeated registration succeeds and changes nothing.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="deal">The deal.</param>
    /// <param name="bodyHash">The hash of the sent content.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Registration> RegisterAsync(
        ProgramSlug program,
        Deal deal,
        string bodyHash,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the domain {deal.Domain} in {program}");
        while (true)
        {
            var rows = await ReadAsync(program, [DealKey(deal.Id), DomainKey(deal.Domain)], cancellationToken);
            if (rows.TryGetValue(DealKey(deal.Id), out var earlier))
            {
                return new Registration(
                    earlier.GetString(Hash) == bodyHash ? RegistrationOutcome.Registered : RegistrationOutcome.IdTaken,
                    earlier.GetJson<Deal>(Data)
                );
            }

            var domain = rows.GetValueOrDefault(DomainKey(deal.Domain));
            var holds = domain?.GetJson<DomainHolds>(Data) ?? new DomainHolds([]);
            if (holds.Unexpired(deal.RegisteredAt) is { } holder)
            {
                return new Registration(RegistrationOutcome.DomainHeld, holder);
            }

            if (await TryAddAsync(program, deal, bodyHash, holds, domain?.ETag, cancellationToken))
            {
                return new Registration(RegistrationOutcome.Registered, deal);
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Registers a deal and ends the deal by which the holder holds its domain at the time of the registration. A
    /// repeated call returns the registered deal. If another partner than the holder holds the domain by now, nothing
    /// changes, and that partner's deal is returned.
    /// </summary>
    public async Task<Registration> TakeOverAsync(
        ProgramSlug program,
        Deal deal,
        string bodyHash,
        PartnerId holder,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the domain {deal.Domain} in {program}");
        while (true)
        {
            var registered = await RegisterAsync(program, deal, bodyHash, cancellationToken);
            if (registered.Outcome == RegistrationOutcome.IdTaken)
            {
                throw new InvalidOperationException($"Another deal is registered under the id '{deal.Id}'.");
            }

            if (registered.Outcome == RegistrationOutcome.Registered || registered.Deal.Partner != holder)
            {
                return registered;
            }

            await ChangeExpiryAsync(program, registered.Deal.Id, deal.RegisteredAt, cancellationToken);
            await retries.NextAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Lets the deal that holds its domain expire at another time. Returns the changed deal; null if the deal does not
    /// exist or a later deal holds its domain.
    /// </summary>
    public async Task<Deal?> ChangeExpiryAsync(
        ProgramSlug program,
        EventId id,
        DateTimeOffset expiresAt,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the deal {id} in {program}");
        while (true)
        {
            if ((await FindAsync(program, [id], cancellationToken)) is not [var deal])
            {
                return null;
            }

            var rows = await ReadAsync(program, [DealKey(id), DomainKey(deal.Domain)], cancellationToken);
            var (row, domain) = (rows[DealKey(id)], rows[DomainKey(deal.Domain)]);
            var holds = domain.GetJson<DomainHolds>(Data);
            if (holds.Deals[^1].Id != id)
            {
                return null;
            }

            var changed = row.GetJson<Deal>(Data) with { ExpiresAt = expiresAt };
            row.SetJson(Data, changed);
            domain.SetJson(Data, new DomainHolds([.. holds.Deals.SkipLast(1), changed]));
            if (await TryReplaceAsync(row, domain, cancellationToken))
            {
                return changed;
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    /// <summary>Finds those of the deals that exist.</summary>
    public async Task<IReadOnlyList<Deal>> FindAsync(
        ProgramSlug program,
        IEnumerable<EventId> ids,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await ReadAsync(program, ids.Select(DealKey), cancellationToken)).Values.Select(row =>
                row.GetJson<Deal>(Data)
            ),
        ];

    /// <summary>Returns the deals that have held the domains, for those domains that were held.</summary>
    public async Task<IReadOnlyDictionary<string, DomainHolds>> HoldsAsync(
        ProgramSlug program,
        IEnumerable<string> domains,
        CancellationToken cancellationToken
    ) =>
        (await ReadAsync(program, domains.Select(DomainKey), cancellationToken))
            .Values.Select(row => row.GetJson<DomainHolds>(Data))
            .ToDictionary(holds => holds.Deals[0].Domain, StringComparer.Ordinal);

    /// <summary>Lists the deals after the given key, by id.</summary>
    public IAsyncEnumerable<Deal> ListAsync(ProgramSlug program, string? after, CancellationToken cancellationToken)
    {
        var first = after is null ? DealRows : DealRows + after;
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey gt {first} and RowKey lt {DealRowsEnd}"
        );
        return Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .Select(row => row.GetJson<Deal>(Data));
    }

    private async Task<bool> TryAddAsync(
        ProgramSlug program,
        Deal deal,
        string bodyHash,
        DomainHolds before,
        ETag? version,
        CancellationToken cancellationToken
    )
    {
        var row = new TableEntity(program.Value, DealKey(deal.Id)) { [Hash] = bodyHash };
        row.SetJson(Data, deal);
        var domain = new TableEntity(program.Value, DomainKey(deal.Domain));
        domain.SetJson(Data, before.With(deal));
        try
        {
            await Rows.SubmitTransactionAsync(
                [
                    new TableTransactionAction(TableTransactionActionType.Add, row),
                    version is { } read
                        ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, domain, read)
                        : new TableTransactionAction(TableTransactionActionType.Add, domain),
                ],
                cancellationToken
            );
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    private async Task<bool> TryReplaceAsync(TableEntity row, TableEntity domain, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.SubmitTransactionAsync(
                [
                    new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, row.ETag),
                    new TableTransactionAction(TableTransactionActionType.UpdateReplace, domain, domain.ETag),
                ],
                cancellationToken
            );
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    private async Task<Dictionary<string, TableEntity>> ReadAsync(
        ProgramSlug program,
        IEnumerable<string> keys,
        CancellationToken cancellationToken
    )
    {
        var read = await Rows.ReadByKeysAsync(program.Value, keys, cancellationToken);
        return read.ToDictionary(row => row.RowKey, StringComparer.Ordinal);
    }

    private static string DealKey(EventId id) => DealRows + id;

    private static string DomainKey(string domain) => $"domain:{domain}";
}

/// <summary>The result of a registration.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Deal">The registered deal, or the existing deal that prevents the registration.</param>
public sealed record Registration(RegistrationOutcome Outcome, Deal Deal);

/// <summary>The outcomes of a <see cref="Registration"/>.</summary>
public enum RegistrationOutcome
{
    /// <summary>The deal is registered.</summary>
    Registered,

    /// <summary>Another deal holds the domain.</summary>
    DomainHeld,

    /// <summary>Another deal was sent with the same id.</summary>
    IdTaken,
}
