using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class JsonDocumentsTests
{
    private const string Name = "data";

    private readonly TableClient _table = new(
        "DefaultEndpointsProtocol=https;AccountName=memory;AccountKey=bWVtb3J5;EndpointSuffix=core.windows.net",
        "documents",
        new MemoryTables().Options()
    );

    [Fact]
    public async Task A_writer_leaves_the_parts_of_the_writer_after_it()
    {
        await _table.CreateAsync();
        await _table.AddEntityAsync(await RowAsync('a'));
        var first = await ReadAsync();

        // The first writer has stored its row and not yet tidied up when the second one writes its parts.
        await _table.UpdateEntityAsync(await RowAsync('b'), first.ETag, TableUpdateMode.Replace);
        var second = await ReadAsync();
        var next = await RowAsync('c');
        await _table.DeleteReplacedPartsAsync(Name, first, default);
        await _table.UpdateEntityAsync(next, second.ETag, TableUpdateMode.Replace);
        await _table.DeleteReplacedPartsAsync(Name, second, default);

        var text = await _table.GetDocumentAsync<string>(await ReadAsync(), Name, default);
        Assert.Equal((900_000, "c"), (text.Length, new string([.. text.Distinct()])));

        // The row and the three parts of its text.
        Assert.Equal(4, await _table.QueryAsync<TableEntity>().CountAsync());
    }

    private async Task<TableEntity> RowAsync(char letter)
    {
        var row = new TableEntity("partition", "row");
        await _table.SetDocumentAsync(row, Name, new string(letter, 900_000), default);
        return row;
    }

    private async Task<TableEntity> ReadAsync() => (await _table.GetEntityAsync<TableEntity>("partition", "row")).Value;
}
