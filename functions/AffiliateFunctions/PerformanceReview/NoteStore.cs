using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Stores notes in the table <c>notes</c>, one row each. Notes about a partner or a customer are deleted when the partner
/// or the customer is erased.
/// </summary>
public sealed class NoteStore(StorageTables tables) : IPartnerErasure, ICustomerDataErasure, IPartnerNotes
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
        ListAsync(program, after: null, cancellationToken);

    /// <summary>The notes of a program after one with the given id, by id.</summary>
    public IAsyncEnumerable<ReviewNote> ListAsync(
        ProgramSlug program,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var first = after ?? string.Empty;
        return Notes.ListAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and RowKey gt {first}"),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<PartnerNote> AboutAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    ) =>
        ListAsync(program, cancellationToken)
            .Where(note => note.About == partner.Value)
            .Select(note => new PartnerNote(note.Id, note.At, note.Author, note.Text));

    /// <inheritdoc/>
    public async Task<bool> EraseAsync(ProgramSlug program, CustomerId customer, CancellationToken cancellationToken) =>
        await DeleteAsync(program, note => note.About == customer.Value, cancellationToken) > 0;

    /// <inheritdoc/>
    public async Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        await DeleteAsync(
            partner.Program,
            note => note.About == partner.Id.Value || partner.Without(note.Text) != note.Text,
            cancellationToken
        );

    private async Task<int> DeleteAsync(
        ProgramSlug program,
        Func<ReviewNote, bool> isAbout,
        CancellationToken cancellationToken
    )
    {
        var about = await ListAsync(program, cancellationToken).Where(isAbout).ToListAsync(cancellationToken);
        foreach (var note in about)
        {
            await tables[Table].DeleteEntityAsync(note.Program.Value, note.Id, cancellationToken: cancellationToken);
        }

        return about.Count;
    }
}
