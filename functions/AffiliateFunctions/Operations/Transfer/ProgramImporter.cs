using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>
/// Imports a program that another installation has exported, and proves it: the ledger is replayed, the balances are
/// compared, and the audit chain is verified.
/// </summary>
public sealed class ProgramImporter(
    IPrograms programs,
    ImportStore store,
    ImportWriter writer,
    KeyRegistry keys,
    EncryptedText encryption,
    ProgramBalances balances,
    ILedger ledger,
    AuditLog log,
    TimeProvider clock
)
{
    /// <summary>Imports a program. The same export can be sent again, and continues or is verified again.</summary>
    internal async Task<Result<ImportAnswer>> ImportAsync(Stream body, CancellationToken cancellationToken)
    {
        var received = await ImportFile.ReceiveAsync(body, cancellationToken);
        if (!received.Succeeded)
        {
            return received.Problem;
        }

        await using var file = received.Value;
        if (await FindObstacleAsync(file, cancellationToken) is { } obstacle)
        {
            return obstacle;
        }

        // A program that was imported can be live since, so a repeated import only verifies it.
        var program = file.Header.Program;
        if (
            await store.FindAsync(program, cancellationToken) is { Rows: > 0 }
            && await programs.FindAsync(program, cancellationToken) is not null
        )
        {
            return await VerifyAsync(file, cancellationToken);
        }

        if (await store.TryBeginAsync(program, file.End.Sha256, cancellationToken) is not { } progress)
        {
            return Running(program);
        }

        try
        {
            return await WriteAsync(file, progress, cancellationToken) is { } problem
                ? problem
                : await VerifyAsync(file, cancellationToken);
        }
        catch (ImportTakenOverException)
        {
            return Running(program);
        }
        finally
        {
            await store.ReleaseAsync(program, progress.Run, CancellationToken.None);
        }
    }

    // The program's row comes last. All that the import writes is stored before it, since the program can change from
    // then on.
    private async Task<Problem?> WriteAsync(
        ImportFile file,
        ImportProgress progress,
        CancellationToken cancellationToken
    )
    {
        // Another call can have ended between the check and the lease of this one.
        var program = file.Header.Program;
        if (await programs.FindAsync(program, cancellationToken) is not null)
        {
            return progress.Rows > 0 ? null : Exists(program);
        }

        foreach (var key in file.Header.EncryptionKeys)
        {
            await keys.AddAsync(key, cancellationToken);
        }

        var row = await writer.WriteAsync(file, progress, cancellationToken);
        await log.RecordAsync(
            new AuditEntry(
                program,
                $"import:{file.End.Sha256}",
                "key",
                "program_imported",
                program.Value,
                $"exported at {file.Header.ExportedAt:O} by version {file.Header.AppVersion}",
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        return row is null || await writer.TryAddProgramAsync(row, cancellationToken) ? null : Exists(program);
    }

    private async Task<Problem?> FindObstacleAsync(ImportFile file, CancellationToken cancellationToken)
    {
        var program = file.Header.Program;
        var begun = await store.FindAsync(program, cancellationToken);
        if (begun is not null && begun.Sha256 != file.End.Sha256)
        {
            return Problem.Conflict(
                $"An import of another export of {program} was begun at {begun.StartedAt:u}: send that export again."
            );
        }

        // An import stores its progress before it makes the program exist.
        if (begun is not { Rows: > 0 } && await programs.FindAsync(program, cancellationToken) is not null)
        {
            return Exists(program);
        }

        var missing = FindMissingKeys(file.Header).ToList();
        return missing.Count > 0
            ? Problem.Conflict("The settings lack keys that the rows of the program need; see errors.", missing)
            : await writer.FindTakenCodesAsync(file, cancellationToken);
    }

    private static Problem Exists(ProgramSlug program) =>
        Problem.Conflict($"The program {program} exists. Import into an installation that does not have it.");

    private static Problem Running(ProgramSlug program) =>
        Problem.Conflict(
            $"Another call imports {program}. Send the export again when that call has ended; an interrupted call "
                + "counts as ended after two minutes."
        );

    private IEnumerable<(string Pointer, string Sentence)> FindMissingKeys(ExportHeader header)
    {
        foreach (var key in header.EncryptionKeys.Except(encryption.KeyIds))
        {
            yield return (
                "/encryption_keys",
                $"Add the key {key} of the exporting installation at the end of Security__EncryptionKey, after a comma."
            );
        }

        var own = keys.IndexKeys();
        foreach (var (name, key) in header.IndexKeys.Where(index => own.GetValueOrDefault(index.Key) != index.Value))
        {
            yield return (
                $"/index_keys/{name}",
                $"Set Security__{(name == "email" ? "Email" : "Customer")}IndexKey to the key {key} of the exporting installation."
            );
        }
    }

    private async Task<ImportAnswer> VerifyAsync(ImportFile file, CancellationToken cancellationToken)
    {
        var program = file.Header.Program;
        var sums = await balances.OfAsync(program, cancellationToken);
        return new ImportAnswer(
            program.Value,
            file.End.Rows,
            file.End.RowsByTable,
            sums,
            sums == file.End.Balances,
            await ledger.VerifyAsync(program, cancellationToken),
            await log.VerifyAsync(program, cancellationToken),
            file.Header.Waiting
        );
    }
}

/// <summary>An imported program.</summary>
/// <param name="Program">The slug.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="RowsByTable">The number of rows of each table.</param>
/// <param name="Balances">The balances of all partners, added up.</param>
/// <param name="BalancesAsExported">Whether they are those that the exporting installation has reported.</param>
/// <param name="Ledger">The replay of the ledger.</param>
/// <param name="Audit">The verification of the audit chain, which has a record of the import at its end.</param>
/// <param name="Waiting">The number of processes that waited at a step in the exporting installation.</param>
internal sealed record ImportAnswer(
    string Program,
    long Rows,
    IReadOnlyDictionary<string, long> RowsByTable,
    TransferredBalances Balances,
    bool BalancesAsExported,
    LedgerVerification Ledger,
    ChainVerification Audit,
    IReadOnlyDictionary<string, int> Waiting
);
