using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Tracking.Invoices;

/// <summary>
/// The table <c>invoices</c>: the sale and the refunds of each invoice, in 16 partitions per program by a hash of the
/// invoice id.
/// </summary>
public sealed class InvoiceStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "invoices";

    private const int Buckets = 16;
    private const int MaxInTransaction = 100;
    private const string Data = "data";
    private const string InvoiceRows = "invoice:";
    private const string InvoiceRowsEnd = "invoice;";

    private TableClient Rows => tables[Table];

    private TableDocuments<StoredInvoice> Invoices => new(Rows);

    /// <summary>
    /// Stores the sales of invoices, the earliest of each, and returns the invoices. An invoice that already has
    /// another sale keeps that sale.
    /// </summary>
    public async Task<IReadOnlyDictionary<EventId, StoredInvoice>> SoldAsync(
        IReadOnlyList<TrackingEvent> sales,
        CancellationToken cancellationToken
    )
    {
        var invoices = new Dictionary<EventId, StoredInvoice>();
        var chunks = sales
            .OrderBy(sale => sale.At)
            .DistinctBy(sale => sale.Body.InvoiceId)
            .GroupBy(PartitionOf)
            .SelectMany(bucket => bucket.Chunk(MaxInTransaction));
        foreach (
            var (sale, invoice) in (
                await Task.WhenAll(chunks.Select(chunk => AddAsync(chunk, cancellationToken)))
            ).SelectMany(chunk => chunk)
        )
        {
            invoices[sale.Id] = invoice;
        }

        foreach (var again in sales.Where(sale => !invoices.ContainsKey(sale.Id)))
        {
            invoices[again.Id] = await ChangeAsync(
                again.Program,
                again.Body.InvoiceId!,
                invoice => invoice.Sold(InvoiceSale.Of(again)),
                cancellationToken
            );
        }

        return invoices;
    }

    /// <summary>Lists the invoices of a program that have refunds or whose deals are lost.</summary>
    public async IAsyncEnumerable<StoredInvoice> ListRefundedAsync(
        ProgramSlug program,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            var partition = Partition(program, bucket);
            var filter = TableClient.CreateQueryFilter(
                $"PartitionKey eq {partition} and RowKey gt {InvoiceRows} and RowKey lt {InvoiceRowsEnd}"
            );
            await foreach (var invoice in Invoices.ListAsync(filter, cancellationToken))
            {
                if (invoice.Refunds.Count > 0 || invoice.Effective?.IsLost == true)
                {
                    yield return invoice;
                }
            }
        }
    }

    /// <summary>Finds the invoice by any of its names; null if there is none.</summary>
    public async Task<StoredInvoice?> FindAsync(ProgramSlug program, string name, CancellationToken cancellationToken)
    {
        var found = await FindRowAsync(program, name, cancellationToken);
        return found?.Of is { } invoice ? await FindRowAsync(program, invoice, cancellationToken) : found;
    }

    /// <summary>
    /// Finds the invoices by any of their names, in few requests. Names without an invoice are left out.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, StoredInvoice>> FindAllAsync(
        ProgramSlug program,
        IEnumerable<string> names,
        CancellationToken cancellationToken
    )
    {
        var found = await FindRowsAsync(program, names, cancellationToken);
        var others = found.Values.Select(invoice => invoice.Of).OfType<string>().ToList();
        var named = await FindRowsAsync(program, others, cancellationToken);
        return found
            .Select(pair => (pair.Key, Invoice: pair.Value.Of is { } of ? named.GetValueOrDefault(of) : pair.Value))
            .Where(pair => pair.Invoice is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Invoice!, StringComparer.Ordinal);
    }

    /// <summary>
    /// Stores the new state of a sale and returns the invoice. The change may arrive before the sale; an earlier state
    /// changes nothing.
    /// </summary>
    public Task<StoredInvoice> NoteChangeAsync(TrackingEvent change, CancellationToken cancellationToken) =>
        ChangeAsync(
            change.Program,
            change.Body.InvoiceId!,
            invoice => invoice.Changed(InvoiceChange.Of(change)),
            cancellationToken
        );

    /// <summary>Stores a refund and returns the invoice.</summary>
    public Task<StoredInvoice> NoteRefundAsync(TrackingEvent refund, CancellationToken cancellationToken) =>
        ChangeAsync(refund.Program, refund.Body.InvoiceId!, invoice => invoice.Refunded(refund), cancellationToken);

    /// <summary>
    /// Removes the event from the invoice, because a correction has moved the event to another invoice.
    /// </summary>
    public Task ForgetAsync(
        ProgramSlug program,
        string invoice,
        EventId eventId,
        CancellationToken cancellationToken
    ) => ChangeAsync(program, invoice, stored => stored.Without(eventId), cancellationToken);

    /// <summary>
    /// Gives an invoice another name that refunds may use, and returns the refunds that wait under that name. If the
    /// name already belongs to a sale, that sale keeps it.
    /// </summary>
    public async Task<IReadOnlyList<InvoiceRefund>> NameAsync(
        ProgramSlug program,
        string name,
        string invoice,
        CancellationToken cancellationToken
    ) =>
        name == invoice ? []
        : (await ChangeRowAsync(program, name, stored => stored.AnotherNameOf(invoice), cancellationToken))
            is { Sale: null } named
            ? named.Refunds
        : [];

    /// <summary>Removes refunds that waited under another name of an invoice.</summary>
    public Task ClearAsync(
        ProgramSlug program,
        string name,
        IReadOnlyList<InvoiceRefund> refunds,
        CancellationToken cancellationToken
    ) =>
        ChangeRowAsync(
            program,
            name,
            stored => refunds.Aggregate(stored, (invoice, refund) => invoice.Without(refund.Event)),
            cancellationToken
        );

    private Task<StoredInvoice?> FindRowAsync(ProgramSlug program, string name, CancellationToken cancellationToken) =>
        Invoices.FindAsync(KeyOf(program, name), cancellationToken);

    private async Task<Dictionary<string, StoredInvoice>> FindRowsAsync(
        ProgramSlug program,
        IEnumerable<string> names,
        CancellationToken cancellationToken
    )
    {
        var read = await Task.WhenAll(
            names
                .Distinct(StringComparer.Ordinal)
                .GroupBy(name => Bucket.Of(name, Buckets))
                .Select(bucket =>
                    Rows.ReadByKeysAsync(Partition(program, bucket.Key), bucket.Select(RowKey), cancellationToken)
                )
        );
        return read.SelectMany(rows => rows)
            .Select(row => row.GetJson<StoredInvoice>(Data))
            .ToDictionary(invoice => invoice.Id, StringComparer.Ordinal);
    }

    private async Task<IEnumerable<(TrackingEvent Sale, StoredInvoice Invoice)>> AddAsync(
        TrackingEvent[] chunk,
        CancellationToken cancellationToken
    )
    {
        var added = chunk
            .Select(sale =>
                (Sale: sale, Invoice: new StoredInvoice { Id = sale.Body.InvoiceId! }.Sold(InvoiceSale.Of(sale)))
            )
            .ToList();
        try
        {
            await Rows.SubmitTransactionAsync(
                added.Select(pair => new TableTransactionAction(
                    TableTransactionActionType.Add,
                    RowOf(PartitionOf(pair.Sale), pair.Invoice)
                )),
                cancellationToken
            );
            return added;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            // Some of the rows exist already: the caller handles each sale separately.
            return [];
        }
    }

    // An invoice that is addressed by another name is changed in its own row.
    private async Task<StoredInvoice> ChangeAsync(
        ProgramSlug program,
        string name,
        Func<StoredInvoice, StoredInvoice> change,
        CancellationToken cancellationToken
    )
    {
        var called = await ChangeRowAsync(
            program,
            name,
            invoice => invoice.Of is null ? change(invoice) : invoice,
            cancellationToken
        );
        return called.Of is { } invoice ? await ChangeRowAsync(program, invoice, change, cancellationToken) : called;
    }

    private async Task<StoredInvoice> ChangeRowAsync(
        ProgramSlug program,
        string name,
        Func<StoredInvoice, StoredInvoice> change,
        CancellationToken cancellationToken
    ) =>
        (
            await Invoices.ChangeAsync(
                KeyOf(program, name),
                stored => change(stored ?? new StoredInvoice { Id = name }),
                cancellationToken
            )
        )!;

    private static DocumentKey KeyOf(ProgramSlug program, string name) =>
        new(Partition(program, Bucket.Of(name, Buckets)), RowKey(name), $"the invoice {name} of {program}");

    private static string PartitionOf(TrackingEvent trackingEvent) =>
        Partition(trackingEvent.Program, Bucket.Of(trackingEvent.Body.InvoiceId!, Buckets));

    private static string Partition(ProgramSlug program, int bucket) => $"{program}:{bucket:x}";

    private static string RowKey(string invoice) => InvoiceRows + KeyText.Of(invoice);

    private static TableEntity RowOf(string partition, StoredInvoice invoice)
    {
        var row = new TableEntity(partition, RowKey(invoice.Id));
        row.SetJson(Data, invoice);
        return row;
    }
}
