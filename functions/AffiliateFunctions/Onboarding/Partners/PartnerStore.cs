using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Stores partners: rows <c>partner:{id}</c> of the table <c>partners</c>, with the rows that reserve codes, coupons
/// and addresses, and the row that counts active partners.
/// </summary>
public sealed class PartnerStore(StorageTables tables, EmailKey emails, PartnerSecrets secrets) : IDisposable
{
    private const string PartnerRows = "partner:";
    private const string AfterPartnerRows = "partner;";
    private const string CountRow = "count";
    private const string Active = "active";
    private const string Data = "data";
    private const int MaxRecent = 10_000;

    private readonly RecentReads<(ProgramSlug Program, string Row), Partner> recentPartners = new(MaxRecent);
    private readonly RecentReads<(ProgramSlug Program, string Row), PartnerId> recentOwners = new(MaxRecent);

    private TableClient Rows => tables[PartnersTable.Name];

    /// <summary>The filter for the partners of all programs.</summary>
    internal static string EveryPartner { get; } =
        TableClient.CreateQueryFilter($"RowKey gt {PartnerRows} and RowKey lt {AfterPartnerRows}");

    /// <summary>The partner, or null.</summary>
    public async Task<Partner?> FindAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken) =>
        (await ReadAsync(program, PartnerRows + id, cancellationToken))?.GetJson<Partner>(Data);

    /// <summary>The partners with these ids. Ids without a partner are left out.</summary>
    public async Task<IReadOnlyDictionary<PartnerId, Partner>> FindAllAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    )
    {
        var rows = await Rows.ReadRangeAsync(program.Value, ids.Select(id => PartnerRows + id), cancellationToken);
        return rows.Select(row => row.GetJson<Partner>(Data)).ToDictionary(partner => partner.Id);
    }

    /// <summary>
    /// The same as <see cref="FindAllAsync"/>, but from memory: the data is a few seconds old at most. Changes made by
    /// this process are included at once.
    /// </summary>
    public async Task<IReadOnlyDictionary<PartnerId, Partner>> FindAllRecentAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    )
    {
        var found = await recentPartners.GetAllAsync(
            ids.Select(id => (program, PartnerRows + id)),
            async keys =>
            {
                var read = await FindAllAsync(
                    program,
                    keys.Select(key => PartnerId.Parse(key.Row[PartnerRows.Length..])),
                    cancellationToken
                );
                return read.Values.ToDictionary(partner => (program, PartnerRows + partner.Id));
            }
        );
        return found.Values.ToDictionary(partner => partner.Id);
    }

    /// <summary>
    /// The same as <see cref="FindAllByAsync"/>, but from memory: the data is a few seconds old at most. Changes made
    /// by this process are included at once.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, PartnerId>> FindAllRecentByAsync(
        ProgramSlug program,
        IEnumerable<string> keys,
        CancellationToken cancellationToken
    )
    {
        var found = await recentOwners.GetAllAsync(
            keys.Select(key => (program, key)),
            async absent =>
            {
                var read = await FindAllByAsync(program, absent.Select(key => key.Row), cancellationToken);
                return read.ToDictionary(owner => (program, owner.Key), owner => owner.Value);
            }
        );
        return found.ToDictionary(owner => owner.Key.Row, owner => owner.Value, StringComparer.Ordinal);
    }

    /// <summary>
    /// The partners of <c>code:</c>, <c>coupon:</c> and <c>email:</c> rows. Keys without a row are left out.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, PartnerId>> FindAllByAsync(
        ProgramSlug program,
        IEnumerable<string> keys,
        CancellationToken cancellationToken
    )
    {
        var rows = await Rows.ReadByKeysAsync(
            program.Value,
            keys,
            cancellationToken,
            [nameof(TableEntity.RowKey), EmailRow.Partner]
        );
        return rows.Where(row => PartnerId.TryParse(row.GetString(EmailRow.Partner), out _))
            .ToDictionary(
                row => row.RowKey,
                row => PartnerId.Parse(row.GetString(EmailRow.Partner)),
                StringComparer.Ordinal
            );
    }

    /// <summary>The partner of a <c>code:</c>, <c>coupon:</c> or <c>email:</c> row, or null.</summary>
    public async Task<PartnerId?> FindByAsync(ProgramSlug program, string row, CancellationToken cancellationToken) =>
        PartnerId.TryParse(
            (await ReadAsync(program, row, cancellationToken))?.GetString(EmailRow.Partner),
            out var partner
        )
            ? partner
            : null;

    /// <summary>The partner with this address, or null.</summary>
    public async Task<PartnerId?> FindByEmailAsync(
        ProgramSlug program,
        string email,
        CancellationToken cancellationToken
    ) => await FindByAsync(program, emails.RowOf(program, email), cancellationToken);

    /// <summary>The partners after the given row key, by id.</summary>
    public async IAsyncEnumerable<Partner> ListAsync(
        ProgramSlug program,
        string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var from = after ?? PartnerRows;
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey gt {from} and RowKey lt {AfterPartnerRows}"
        );
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return row.GetJson<Partner>(Data);
        }
    }

    /// <summary>The partners with their payout details. Ids without a partner are left out.</summary>
    public async Task<IReadOnlyDictionary<PartnerId, PartnerWithDetails>> FindPayeesAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    )
    {
        var rows = await Rows.ReadRangeAsync(program.Value, ids.Select(id => PartnerRows + id), cancellationToken);
        return rows.Select(row => new PartnerWithDetails(row.GetJson<Partner>(Data), () => secrets.ReadDetails(row)))
            .ToDictionary(payee => payee.Partner.Id);
    }

    /// <summary>The decrypted payout details, or null.</summary>
    public async Task<PayoutDetails?> ReadPayoutDetailsAsync(
        ProgramSlug program,
        PartnerId id,
        CancellationToken cancellationToken
    ) => await ReadAsync(program, PartnerRows + id, cancellationToken) is { } row ? secrets.ReadDetails(row) : null;

    /// <summary>The decrypted payout details that wait for their confirmation, or null.</summary>
    public async Task<PayoutDetails?> ReadPendingDetailsAsync(
        ProgramSlug program,
        PartnerId id,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(program, PartnerRows + id, cancellationToken) is { } row
            ? secrets.ReadPendingDetails(row)
            : null;

    /// <summary>The decrypted tax form, or null.</summary>
    public async Task<TaxForm?> ReadTaxFormAsync(
        ProgramSlug program,
        PartnerId id,
        CancellationToken cancellationToken
    ) => await ReadAsync(program, PartnerRows + id, cancellationToken) is { } row ? secrets.ReadTaxForm(row) : null;

    /// <summary>The number of active partners.</summary>
    public async Task<ActiveCount> CountAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(program, CountRow, cancellationToken);
        return new ActiveCount(row?.GetInt32(Active) ?? 0, row?.ETag);
    }

    /// <summary>
    /// Adds an active partner with its address, code and coupons and the further actions in one transaction. Returns
    /// false when a row is taken or was changed.
    /// </summary>
    public async Task<bool> TryAddAsync(
        Partner partner,
        ActiveCount count,
        IEnumerable<TableTransactionAction> with,
        CancellationToken cancellationToken
    )
    {
        var address = await ReadAsync(partner.Program, emails.RowOf(partner.Program, partner.Email), cancellationToken);
        if (address?.ContainsKey(EmailRow.Partner) == true)
        {
            return false;
        }

        var email = address ?? new TableEntity(partner.Program.Value, emails.RowOf(partner.Program, partner.Email));
        email[EmailRow.Partner] = partner.Id.Value;
        return await TrySubmitAsync(
            [
                Add(RowOf(partner)),
                Put(email, address?.ETag),
                Add(Pointer(partner, CodeRow(partner.Code))),
                .. partner.Coupons.Select(coupon => Add(Pointer(partner, CouponRow(coupon)))),
                count.Changed(partner.Program, +1),
                .. with,
            ],
            cancellationToken
        );
    }

    /// <summary>Reads the partner for a change.</summary>
    public async Task<PartnerForChange?> ReadForChangeAsync(
        ProgramSlug program,
        PartnerId id,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(program, PartnerRows + id, cancellationToken) is { } row
            ? new PartnerForChange(row.GetJson<Partner>(Data), row)
            : null;

    /// <summary>
    /// Stores the changed partner and the further actions in one transaction. Returns false when a row was changed in
    /// the meantime or is taken.
    /// </summary>
    public Task<bool> TryChangeAsync(
        PartnerForChange read,
        Partner changed,
        IEnumerable<TableTransactionAction> with,
        CancellationToken cancellationToken,
        ChangedSecrets? changedSecrets = null
    )
    {
        var row = read.Row;
        row.SetJson(Data, changed);
        secrets.Write(row, changed, changedSecrets ?? ChangedSecrets.None);

        return TrySubmitAsync(
            [new(TableTransactionActionType.UpdateReplace, row, row.ETag), .. with],
            cancellationToken
        );
    }

    /// <summary>The action that assigns the coupon to the partner.</summary>
    public static TableTransactionAction TakeCoupon(Partner partner, string coupon) =>
        Add(Pointer(partner, CouponRow(coupon)));

    /// <summary>The action that assigns the code of a named link to the partner.</summary>
    public static TableTransactionAction TakeCode(Partner partner, string code) => Add(Pointer(partner, CodeRow(code)));

    /// <summary>The action that takes the code of a named link from the partner.</summary>
    public static TableTransactionAction FreeCode(Partner partner, string code) =>
        new(
            TableTransactionActionType.Delete,
            new TableEntity(partner.Program.Value, CodeRow(code)) { ETag = ETag.All }
        );

    /// <summary>The action that frees the partner's address.</summary>
    public TableTransactionAction FreeAddress(Partner partner) =>
        new(
            TableTransactionActionType.Delete,
            new TableEntity(partner.Program.Value, emails.RowOf(partner.Program, partner.Email)) { ETag = ETag.All }
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        recentPartners.Dispose();
        recentOwners.Dispose();
    }

    /// <summary>The row key of the partner, for cursors.</summary>
    public static string KeyOf(Partner partner) => PartnerRows + partner.Id;

    /// <summary>The row key of a code.</summary>
    public static string CodeRow(string code) => "code:" + PartnerCodes.Normal(code);

    /// <summary>The row key of a coupon.</summary>
    public static string CouponRow(string coupon) => "coupon:" + CouponText.KeyOf(coupon);

    // Every change of partners and of their codes, coupons and addresses uses this method.
    private async Task<bool> TrySubmitAsync(
        IReadOnlyList<TableTransactionAction> actions,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await Rows.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
        finally
        {
            foreach (
                var key in actions.Select(action =>
                    (ProgramSlug.Parse(action.Entity.PartitionKey), action.Entity.RowKey)
                )
            )
            {
                recentPartners.Forget(key);
                recentOwners.Forget(key);
            }
        }
    }

    private async Task<TableEntity?> ReadAsync(ProgramSlug program, string rowKey, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            rowKey,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value : null;
    }

    private static TableEntity RowOf(Partner partner)
    {
        var row = new TableEntity(partner.Program.Value, PartnerRows + partner.Id);
        row.SetJson(Data, partner);
        return row;
    }

    private static TableEntity Pointer(Partner partner, string rowKey) =>
        new(partner.Program.Value, rowKey) { [EmailRow.Partner] = partner.Id.Value };

    private static TableTransactionAction Add(TableEntity row) => new(TableTransactionActionType.Add, row);

    private static TableTransactionAction Put(TableEntity row, ETag? version) =>
        version is { } read ? new(TableTransactionActionType.UpdateReplace, row, read) : Add(row);

    /// <summary>The number of active partners at the time of reading.</summary>
    /// <param name="Active">The number.</param>
    /// <param name="Version">The row's ETag; null while the row does not exist.</param>
    public sealed record ActiveCount(int Active, ETag? Version)
    {
        /// <summary>The action that changes the number. It fails when another writer has changed the number.</summary>
        public TableTransactionAction Changed(ProgramSlug program, int by) =>
            Put(new TableEntity(program.Value, CountRow) { [PartnerStore.Active] = Active + by }, Version);
    }

    /// <summary>A partner with the row from which it was read.</summary>
    public sealed record PartnerForChange(Partner Partner, TableEntity Row);
}
