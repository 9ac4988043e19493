using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>
/// The tables whose rows are exported with a program, and those that are left out. Every table of the app is in one of the
/// lists; <c>TransferTests</c> holds that.
/// </summary>
internal static class TransferredTables
{
    /// <summary>The table of partners' links: its rows are spread by the code, and a column names the program.</summary>
    public const string Links = "links";

    /// <summary>The table whose last row makes the program exist.</summary>
    public const string Programs = "programs";

    /// <summary>The row that makes the program exist. It comes last, so that an interrupted import leaves no program.</summary>
    public const string ProgramRow = "program";

    private const string ProgramColumn = "program";

    /// <summary>The exported tables in the order of the export.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Links,
        "adjustments",
        "approvals",
        "audit",
        "customermails",
        "customers",
        "cycles",
        "deals",
        "delegations",
        "disputes",
        "events",
        "heldcommissions",
        "ignored",
        "intake",
        "invoices",
        "ledger",
        "notes",
        "partnercontracts",
        "partnerleads",
        "partners",
        "payouts",
        "providernames",
        "rates",
        "reviews",
        "statements",
        "webhooks",
        Programs,
    ];

    private static readonly Dictionary<string, int> Places = All.Index()
        .ToDictionary(table => table.Item, table => table.Index, StringComparer.Ordinal);

    /// <summary>The tables that are not exported, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> LeftOut { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["consolesessions"] = "has the sessions of browsers with this installation; people sign in again",
            ["failedorchestrations"] = "names processes that run in this installation only",
            ["imports"] = "has the progress of imports into this installation",
            ["mailboxes"] = "counts the e-mails of this installation to a mailbox, over all programs",
            ["partneraccess"] = "has the sessions of browsers with this installation; partners sign in again",
            ["salts"] = "has the salts of networks, which are deleted after two days",
            ["securitykeys"] = "names the keys of this installation; the header names those that the rows need",
        };

    /// <summary>The place of a table in the order of the export; -1 for a table that is not exported.</summary>
    public static int PlaceOf(string table) => Places.GetValueOrDefault(table, -1);

    /// <summary>Whether a row belongs to the program.</summary>
    public static bool IsOf(ProgramSlug program, string table, TableEntity row) =>
        table == Links
            ? row.GetString(ProgramColumn) == program.Value
            : row.PartitionKey == program.Value || row.PartitionKey.StartsWith($"{program}:", StringComparison.Ordinal);

    /// <summary>Whether the row makes the program exist.</summary>
    public static bool IsProgram(string table, TableEntity row) => table == Programs && row.RowKey == ProgramRow;

    /// <summary>Reads the rows of a program, page by page; the row of the program itself comes last.</summary>
    public static async IAsyncEnumerable<TableEntity> RowsAsync(
        this StorageTables tables,
        string table,
        ProgramSlug program,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        TableEntity? last = null;
        foreach (var filter in FiltersOf(table, program))
        {
            await foreach (
                var row in tables[table].QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            )
            {
                if (IsProgram(table, row))
                {
                    last = row;
                }
                else
                {
                    yield return row;
                }
            }
        }

        if (last is not null)
        {
            yield return last;
        }
    }

    // Two queries, since storage would read the whole table for one with "or".
    private static IEnumerable<string> FiltersOf(string table, ProgramSlug program) =>
        table == Links
            ? [TableClient.CreateQueryFilter($"program eq {program.Value}")]
            :
            [
                TableClient.CreateQueryFilter($"PartitionKey eq {program.Value}"),
                TableClient.CreateQueryFilter($"PartitionKey ge {program + ":"} and PartitionKey lt {program + ";"}"),
            ];
}
