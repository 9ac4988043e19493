using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>Stores the banned list of each program: the row <c>banned</c> of the table <c>partners</c>.</summary>
public sealed class BannedStore(StorageTables tables)
{
    private const string Row = "banned";

    private TableDocuments<StoredBannedList> Lists => new(tables[PartnersTable.Name]);

    /// <summary>The list; empty if the program has banned nothing.</summary>
    public async Task<BannedList> FindAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        (await Lists.FindAsync(KeyOf(program), cancellationToken))?.List ?? BannedList.Empty;

    /// <summary>Replaces the list, unless it is stored already. Returns the latest change.</summary>
    public async Task<StoredBannedList> ReplaceAsync(
        ProgramSlug program,
        BannedList list,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        await Lists.ChangeAsync(
            KeyOf(program),
            stored =>
                stored?.List.All.SequenceEqual(list.All) == true
                    ? stored
                    : new StoredBannedList(list, stored?.List ?? BannedList.Empty, now),
            cancellationToken
        ) ?? throw new InvalidOperationException($"The banned list of {program} was not stored.");

    private static DocumentKey KeyOf(ProgramSlug program) => new(program.Value, Row, $"the banned list of {program}");
}

/// <summary>A stored banned list with its latest change.</summary>
/// <param name="List">The list.</param>
/// <param name="Before">The list that it has replaced.</param>
/// <param name="ChangedAt">When the list was replaced.</param>
public sealed record StoredBannedList(BannedList List, BannedList Before, DateTimeOffset ChangedAt);
