using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.PerformanceReview;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using Moq;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.PerformanceReview;

/// <summary>Notes are listed by id, and are erased with the partner or the customer that they are about.</summary>
public sealed class NoteTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly ProgramSlug Program = ProgramSlug.Parse("demo");
    private static readonly PartnerId Partner = PartnerId.Parse("prt_1");

    [Fact]
    public async Task The_notes_after_one_are_the_later_ones_and_those_of_a_partner_are_its_own()
    {
        var notes = await StoreAsync();
        Assert.Equal(
            ["note_2", "note_3"],
            await notes.ListAsync(Program, "note_1", default).Select(note => note.Id).ToListAsync()
        );
        Assert.Equal(
            ["note_1"],
            await notes.AboutAsync(Program, Partner, default).Select(note => note.Id).ToListAsync()
        );
    }

    [Fact]
    public async Task The_notes_about_an_erased_customer_are_gone_and_others_stay()
    {
        var notes = await StoreAsync();
        Assert.True(await notes.EraseAsync(Program, CustomerId.Parse("cus_1"), default));
        Assert.False(await notes.EraseAsync(Program, CustomerId.Parse("cus_1"), default));
        Assert.Equal(["note_1", "note_3"], await IdsAsync(notes));
    }

    [Fact]
    public async Task The_notes_about_an_erased_partner_and_those_that_name_it_are_gone()
    {
        var notes = await StoreAsync();
        await notes.EraseAsync(
            new ErasedPartner(Program, Partner, [], ["Acme Media"]),
            new Mock<DurableTaskClient>("test").Object,
            default
        );
        Assert.Equal(["note_2"], await IdsAsync(notes));
    }

    private static ValueTask<List<string>> IdsAsync(NoteStore notes) =>
        notes.ListAsync(Program, default).Select(note => note.Id).ToListAsync();

    private async Task<NoteStore> StoreAsync()
    {
        var account = azurite.TakeAccount();
        var service = new TableServiceClient(account, MemoryTables.Of(account).Options());
        await service.CreateTableIfNotExistsAsync(NoteStore.Table);
        var notes = new NoteStore(new StorageTables(service));
        var at = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        await notes.AddAsync(new ReviewNote(Program, "note_1", "prt_1", "crm", "Good leads", "Sam", at), default);
        await notes.AddAsync(new ReviewNote(Program, "note_2", "cus_1", "crm", "Called", "Sam", at), default);
        await notes.AddAsync(new ReviewNote(Program, "note_3", "demo", "crm", "Ask acme media", "Sam", at), default);
        return notes;
    }
}
