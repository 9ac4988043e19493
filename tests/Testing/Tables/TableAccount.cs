using System.Buffers;
using System.Text.Json;

namespace Testing.Tables;

/// <summary>The tables of an account, and what the Table service does with them. One request runs at a time.</summary>
internal sealed class TableAccount
{
    private const int MaxOperations = 100;
    private const int MaxBodyBytes = 4 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, MemoryTable> tables = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset lastWrite;

    /// <summary>Answers a request.</summary>
    /// <param name="operation">The request.</param>
    /// <param name="now">The time.</param>
    /// <returns>The answer.</returns>
    public TableAnswer Answer(TableOperation operation, DateTimeOffset now)
    {
        try
        {
            if (operation.Body.Length > MaxBodyBytes)
            {
                throw TableFault.BodyTooLarge();
            }

            lock (gate)
            {
                return operation.Resource switch
                {
                    "Tables" => AnswerForTables(operation),
                    "$batch" => RunTransaction(Multipart.Read(operation.Body), now),
                    _ when operation.Method == "GET" => Read(operation),
                    _ => Write(operation, now),
                };
            }
        }
        catch (TableFault fault)
        {
            return TableAnswer.Of(fault);
        }
    }

    private TableAnswer AnswerForTables(TableOperation operation)
    {
        switch (operation.Method)
        {
            case "GET":
                var names = tables.Keys.Select(name => new Dictionary<string, string> { ["TableName"] = name });
                return new(200, Body: JsonSerializer.SerializeToUtf8Bytes(new { value = names }));
            case "DELETE":
                return tables.Remove(operation.Name ?? string.Empty) ? new(204) : throw TableFault.NotFound();
            default:
                using (var body = JsonDocument.Parse(operation.Body))
                {
                    var name = body.RootElement.GetProperty("TableName").GetString()!;
                    return tables.TryAdd(name, new()) ? new(204) : throw TableFault.TableExists();
                }
        }
    }

    private TableAnswer Read(TableOperation operation)
    {
        var table = TableOf(operation);
        var (select, body) = (operation.Select, new ArrayBufferWriter<byte>());
        if (operation.Key is { } key)
        {
            var found = table.Find(key.Partition, key.Row);
            found?.WriteTo(body, select);
            return found is not null ? new(200, found.ETag, body.WrittenMemory) : TableAnswer.Of(TableFault.NotFound());
        }

        var (rows, next) = (0, default((string, string)?));
        body.Write("{\"value\":["u8);
        foreach (var row in table.Query(operation.Filter, operation.From))
        {
            if (rows == operation.Top)
            {
                next = (row.Partition, row.Key);
                break;
            }

            body.Write(rows++ == 0 ? ""u8 : ","u8);
            row.WriteTo(body, select);
        }

        body.Write("]}"u8);
        return new(200, Body: body.WrittenMemory) { Next = next };
    }

    // All or nothing: what was stored before is put back when an operation fails.
    private TableAnswer RunTransaction(List<TableOperation> operations, DateTimeOffset now)
    {
        var (answers, undo) = (new List<TableAnswer>(), new List<Action>());
        try
        {
            if (operations.Count > MaxOperations)
            {
                throw TableFault.InvalidInput($"A batch has at most {MaxOperations} operations.").At(MaxOperations);
            }

            var keys = new HashSet<(string, string)>();
            foreach (var operation in operations)
            {
                answers.Add(Write(operation, now, undo, keys));
            }

            return Multipart.Write(answers);
        }
        catch (TableFault fault)
        {
            undo.Reverse();
            undo.ForEach(step => step());
            return Multipart.Write([TableAnswer.Of(fault.Operation is null ? fault.At(answers.Count) : fault)]);
        }
    }

    private TableAnswer Write(
        TableOperation operation,
        DateTimeOffset now,
        List<Action>? undo = null,
        HashSet<(string Partition, string Row)>? keys = null
    )
    {
        var table = TableOf(operation);
        lastWrite = now > lastWrite ? now : lastWrite.AddTicks(1);
        var sent =
            operation.Method == "DELETE"
                ? null
                : Row.Read(operation.Body, operation.Key?.Partition, operation.Key?.Row, lastWrite);
        var key = operation.Key ?? (sent!.Partition, sent.Key);
        CheckTransaction(key, keys);
        var stored = table.Find(key.Partition, key.Row);
        CheckCondition(operation, stored);
        var row = operation.Method is "PATCH" or "MERGE" && stored is not null ? sent!.MergedInto(stored) : sent;
        row?.CheckSize();
        table.Set(key.Partition, key.Row, row);
        undo?.Add(() => table.Set(key.Partition, key.Row, stored));
        if (operation.Method != "POST" || !operation.WantsContent)
        {
            return new(204, row?.ETag);
        }

        var body = new ArrayBufferWriter<byte>();
        row!.WriteTo(body, select: null);
        return new(201, row.ETag, body.WrittenMemory);
    }

    // The operations of a transaction are on different rows of one partition.
    private static void CheckTransaction(
        (string Partition, string Row) key,
        HashSet<(string Partition, string Row)>? keys
    )
    {
        if (keys is null)
        {
            return;
        }

        if (keys.Count > 0 && keys.First().Partition != key.Partition)
        {
            throw new TableFault(
                400,
                "CommandsInBatchActOnDifferentPartitions",
                "All commands in a batch must operate on same entity group."
            );
        }

        if (!keys.Add(key))
        {
            throw TableFault.DuplicateRow(key.Row);
        }
    }

    private static void CheckCondition(TableOperation operation, Row? stored)
    {
        if (operation.Method == "POST" && stored is not null)
        {
            throw TableFault.EntityExists();
        }

        var mustExist = operation.Method == "DELETE" || operation.IfMatch is not null;
        if (mustExist && stored is null)
        {
            throw TableFault.NotFound();
        }

        if (operation.IfMatch is { } wanted and not "*" && wanted != stored!.ETag)
        {
            throw TableFault.ConditionFailed();
        }
    }

    private MemoryTable TableOf(TableOperation operation) =>
        tables.GetValueOrDefault(operation.Resource) ?? throw TableFault.TableNotFound();
}
