using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Stores notes in the table <c>notes</c>, one row each. Notes about a partner are deleted when the partner is erased.
/// </summary>
public sealed class NoteStore(StorageTables tables) : IPartnerErasure
{
    /// <summary>The name of the table.</summary>
    public const string Table = "notes";

    private TableDocuments<ReviewNote> Notes => new(tables[Table]);

    /// <summary>Stores the note.</summary>
    public Task AddAsync(ReviewNote note, CancellationToken cancellationToken) =>
        Notes.GetOrAddAsync(
            new DocumentKey(note.Program.Value, note.Id, $"the note {note.Id} of {note.Program}"),
            note,
            cancellationToken
        );

    /// <summary>The notes of a program, by id.</summary>
    public IAsyncEnumerable<ReviewNote> ListAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Notes.ListAsync(TableClient.CreateQueryFilter($"PartitionKey eq {program.Value}"), cancellationToken);

    /// <inheritdoc/>
    public async Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var about = await ListAsync(partner.Program, cancellationToken)
            .Where(note => note.About == partner.Id.Value || partner.Without(note.Text) != note.Text)
            .ToListAsync(cancellationToken);
        foreach (var note in about)
        {
            await tables[Table].DeleteEntityAsync(note.Program.Value, note.Id, cancellationToken: cancellationToken);
        }
    }
}
