using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>The first line of an export.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="FormatVersion">The version of the form of the lines.</param>
/// <param name="AppVersion">The version of the app that has written the export.</param>
/// <param name="Program">The program.</param>
/// <param name="Stage">The stage of the program. Only a program that is paused or closed does not change meanwhile.</param>
/// <param name="ExportedAt">When the export began.</param>
/// <param name="IndexKeys">The ids of the keys of hashes that name rows, by the name of the index.</param>
/// <param name="EncryptionKeys">The ids of the keys that may have encrypted values of the rows.</param>
/// <param name="Tables">The exported tables.</param>
/// <param name="LeftOut">The tables that are not exported, with the reason.</param>
/// <param name="Waiting">The number of processes that wait at a step, by the step. Processes are not exported.</param>
internal sealed record ExportHeader(
    string Format,
    int FormatVersion,
    string AppVersion,
    ProgramSlug Program,
    ProgramStage Stage,
    DateTimeOffset ExportedAt,
    IReadOnlyDictionary<string, string> IndexKeys,
    IReadOnlyList<string> EncryptionKeys,
    IReadOnlyList<string> Tables,
    IReadOnlyDictionary<string, string> LeftOut,
    IReadOnlyDictionary<string, int> Waiting
)
{
    /// <summary>The name of the format.</summary>
    public const string FormatName = "affiliate-program";

    /// <summary>The version that this app writes and reads.</summary>
    public const int Version = 1;
}

/// <summary>The last line of an export.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="RowsByTable">The number of rows of each table that has any.</param>
/// <param name="Balances">The balances of all partners, added up.</param>
/// <param name="Sha256">
/// The SHA-256 of all earlier lines with their line feeds, in lower-case hexadecimal.
/// </param>
internal sealed record ExportEnd(
    long Rows,
    IReadOnlyDictionary<string, long> RowsByTable,
    TransferredBalances Balances,
    string Sha256
);

/// <summary>The balances of all partners of a program, added up, in minor units.</summary>
/// <param name="Partners">The number of partners with a ledger.</param>
/// <param name="Held">Waits for a decision.</param>
/// <param name="Pending">Still within the hold days.</param>
/// <param name="Payable">Due.</param>
/// <param name="InPayout">Reserved for a payout.</param>
/// <param name="Paid">Paid so far.</param>
/// <param name="Negative">Taken back after payment and not yet offset.</param>
internal sealed record TransferredBalances(
    int Partners,
    long Held,
    long Pending,
    long Payable,
    long InPayout,
    long Paid,
    long Negative
);
