using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Store;
using Azure.Data.Tables;

namespace AffiliateFunctions.Payouts.Settings;

/// <summary>
/// Stores the payout settings of a program in a row of the table <c>cycles</c>. The settings are encrypted; beside them
/// is only what people may see.
/// </summary>
public sealed class PayoutSettingsStore(StorageTables tables, EncryptedText encryption) : ISealedValues
{
    private const string Row = "payout_settings";

    private static readonly StoredPayoutSettings Nothing = new([]);

    /// <inheritdoc/>
    public string Name => "payout settings";

    /// <inheritdoc/>
    public string Table => CycleStore.CyclesTable;

    /// <inheritdoc/>
    public string Filter { get; } = TableClient.CreateQueryFilter($"RowKey eq {Row}");

    private TableDocuments<StoredPayoutSettings> Settings => new(tables[CycleStore.CyclesTable]);

    /// <summary>All versions of a program's settings.</summary>
    public async Task<StoredPayoutSettings> FindAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        await Settings.FindAsync(KeyOf(program), cancellationToken) ?? Nothing;

    /// <summary>The settings of a version. Without a version there are no settings.</summary>
    public async Task<PayoutSettings> ReadAsync(
        ProgramSlug program,
        int? version,
        CancellationToken cancellationToken
    ) =>
        version is null
            ? PayoutSettings.None
            : Open(
                program,
                (await FindAsync(program, cancellationToken)).Versions.Single(stored => stored.Version == version)
            );

    /// <summary>
    /// Stores settings as a version that waits for a decision. Settings that wait already, prepared by the same person,
    /// and settings in force while none wait change nothing.
    /// </summary>
    public async Task<StoredPayoutSettings> SubmitAsync(
        ProgramSlug program,
        PayoutSettings settings,
        string preparedBy,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        await Settings.ChangeAsync(
            KeyOf(program),
            existing =>
            {
                var stored = existing ?? Nothing;
                var inForce = stored.InForce is { } current ? Open(program, current) : PayoutSettings.None;
                var isKnown = stored.Pending is { } pending
                    ? pending.PreparedBy == preparedBy && Open(program, pending) == settings
                    : inForce == settings;
                if (isKnown)
                {
                    return existing;
                }

                var number = stored.Versions.Count + 1;
                return stored.With(
                    new PayoutSettingsVersion
                    {
                        Version = number,
                        Status = PayoutSettingsStatus.Pending,
                        Sealed = encryption.Seal(
                            JsonSerializer.Serialize(settings, StoredJson.Options),
                            BoundTo(program, number)
                        ),
                        Masked = settings.Masked(),
                        Changes = settings.ChangesFrom(inForce),
                        PreparedBy = preparedBy,
                        PreparedAt = now,
                    }
                );
            },
            cancellationToken
        ) ?? Nothing;

    /// <summary>Stores the decision on a version, unless it does not wait for one.</summary>
    public Task<StoredPayoutSettings> DecideAsync(
        ProgramSlug program,
        int version,
        bool isApproved,
        string actor,
        DateTimeOffset decidedAt,
        CancellationToken cancellationToken
    ) =>
        Settings.ChangeExistingAsync(
            KeyOf(program),
            stored => stored.Decide(version, isApproved, actor, decidedAt),
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task ResealAsync(TableEntity row, Resealing resealing, CancellationToken cancellationToken)
    {
        var program = ProgramSlug.Parse(row.PartitionKey);
        await Settings.ChangeAsync(
            KeyOf(program),
            stored =>
            {
                resealing.Begin();
                return stored?.Reseal(version => resealing.Reseal(version.Sealed, BoundTo(program, version.Version)));
            },
            cancellationToken
        );
        resealing.End();
    }

    private PayoutSettings Open(ProgramSlug program, PayoutSettingsVersion version) =>
        JsonSerializer.Deserialize<PayoutSettings>(
            encryption.Open(version.Sealed, BoundTo(program, version.Version)),
            StoredJson.Options
        ) ?? PayoutSettings.None;

    private static DocumentKey KeyOf(ProgramSlug program) =>
        new(program.Value, Row, $"the payout settings of {program}");

    private static string BoundTo(ProgramSlug program, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{program}:payout_settings:{version}");
}
