using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// Changes of one partner's ledger that are stored together or not at all: new and changed rows, one page of the
/// journal with all transactions, and the head with the new totals.
/// </summary>
/// <param name="partition">The partner's partition.</param>
/// <param name="head">The head as it was read.</param>
public sealed class LedgerBatch(string partition, LedgerHead head)
{
    // An entity group transaction is limited to 100 entities
    // (https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions). The head and the
    // journal's page are two of them.
    private const int MaxRows = 98;

    // The request body is limited to 4 MiB. One more event adds at most an entity of 1 MiB with its commissions, which
    // still fits beside the head.
    private const long MaxBytes = 2 * 1024 * 1024;

    // The size of a posting on the journal's page, with its part of the transaction around it.
    private const int BytesOfPosting = 250;
    private readonly Dictionary<string, TableTransactionAction> rows = new(StringComparer.Ordinal);
    private readonly List<LedgerTransaction> transactions = [];
    private readonly LedgerHead before = head;
    private long bytes;

    /// <summary>The head after the changes.</summary>
    public LedgerHead Head { get; set; } = head;

    /// <summary>The number of rows that still fit; zero once the size limit is reached.</summary>
    public int Room => bytes < MaxBytes ? MaxRows - rows.Count : 0;

    /// <summary>Whether the batch changes nothing.</summary>
    public bool IsEmpty => rows.Count == 0 && transactions.Count == 0 && Head == before;

    /// <summary>Adds a commission, with the transaction that grants it if it has its own.</summary>
    public void Add(NewCommission added, LedgerTransaction? transaction = null)
    {
        Insert(CommissionRow.Of(partition, added));
        Post(transaction);
    }

    /// <summary>Changes a stored commission.</summary>
    public void Change(Movement movement) => Change(movement.Commission, movement.Transaction);

    /// <inheritdoc cref="Change(Movement)"/>
    public void Change(Commission commission, LedgerTransaction? transaction)
    {
        Put(TableTransactionActionType.UpdateMerge, CommissionRow.Of(partition, commission));
        Post(transaction);
    }

    /// <summary>Adds the trace of a reversal.</summary>
    public void Note(Reversal reversal)
    {
        var row = new TableEntity(partition, LedgerKeys.Reversal(reversal));
        row.SetJson("data", reversal);
        Insert(row);
    }

    /// <summary>Adds the outcome of the event. Storage rejects a second outcome of the same event.</summary>
    public void Mark(EventId cause, StoredOutcome outcome) => Mark(LedgerKeys.Cause(cause), outcome);

    /// <summary>
    /// Adds the outcome of a refund or of a change. Storage rejects a second outcome of the same attempt.
    /// </summary>
    public void Mark(RefundEffect effect, StoredOutcome outcome) => Mark(LedgerKeys.Cause(effect), outcome);

    private void Mark(string rowKey, StoredOutcome outcome)
    {
        var row = new TableEntity(partition, rowKey);
        row.SetJson("data", outcome);
        row[LedgerKeys.BatchColumn] = before.Batches + 1;
        if (outcome.Counted is { } counted)
        {
            row.SetJson(LedgerKeys.CountedColumn, counted);
            Head = Head with
            {
                Counters = counted.On(Head.Counters),
                Links = LinkCounts.Sum(Head.Links, counted.Links),
            };
        }

        if (outcome.Attempt == 0)
        {
            Insert(row);
        }
        else
        {
            // A later attempt has read the outcomes of the earlier ones.
            Put(TableTransactionActionType.UpsertReplace, row);
        }
    }

    /// <summary>
    /// Replaces the outcome of the event, because a later event has changed it; its original counts are kept.
    /// </summary>
    public void Amend(EventId cause, CountedOutcome before, StoredOutcome outcome)
    {
        var row = new TableEntity(partition, LedgerKeys.Cause(cause));
        row.SetJson("data", outcome);
        row[LedgerKeys.BatchColumn] = before.Batch;
        if (before.Counted is { } counted)
        {
            row.SetJson(LedgerKeys.CountedColumn, counted);
        }

        Put(TableTransactionActionType.UpsertReplace, row);
    }

    /// <summary>Adds a row that replaces an older one of the same key.</summary>
    public void Replace<T>(string rowKey, T value)
    {
        var row = new TableEntity(partition, rowKey);
        row.SetJson("data", value);
        Put(TableTransactionActionType.UpsertReplace, row);
    }

    /// <summary>Posts a transaction to the journal and the totals.</summary>
    public void Post(LedgerTransaction? transaction)
    {
        if (transaction is null)
        {
            return;
        }

        transactions.Add(transaction);
        bytes += BytesOfPosting * (transaction.Postings.Count + 1);
        Head = Head with
        {
            Balance = Head.Balance.After(transaction),
            Postings = Head.Postings + transaction.Postings.Count,
        };
    }

    /// <summary>Returns the storage actions; the last one writes the head.</summary>
    public IReadOnlyList<TableTransactionAction> Actions()
    {
        var actions = rows.Values.ToList();
        Head = Head with { Batches = before.Batches + 1 };
        if (transactions.Count > 0)
        {
            Head = Head with { Pages = before.Pages + 1 };
            var page = new TableEntity(partition, LedgerKeys.JournalPage(Head.Pages));
            page.SetJson("data", transactions);
            page[LedgerKeys.AtColumn] = transactions.Max(transaction => transaction.At);
            actions.Add(new TableTransactionAction(TableTransactionActionType.Add, page));
        }

        var row = new TableEntity(partition, LedgerKeys.Head);
        row.SetJson("data", Head);
        actions.Add(
            before.Version is { } version
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, version)
                : new TableTransactionAction(TableTransactionActionType.Add, row)
        );
        return actions;
    }

    private void Insert(TableEntity row)
    {
        rows.Add(row.RowKey, new TableTransactionAction(TableTransactionActionType.Add, row));
        bytes += RequestSize.Of(row);
    }

    // Rows that were read after the head are current as long as the head is, so they need no version check.
    private void Put(TableTransactionActionType type, TableEntity row)
    {
        rows[row.RowKey] = new TableTransactionAction(type, row, ETag.All);
        bytes += RequestSize.Of(row);
    }
}
