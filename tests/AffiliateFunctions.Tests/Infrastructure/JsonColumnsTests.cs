using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class JsonColumnsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(31_999)]
    [InlineData(32_000)]
    [InlineData(64_001)]
    public void A_text_takes_the_place_of_a_longer_one(int length)
    {
        var row = new TableEntity("partition", "row");
        row.SetText("body", new string('a', 100_000));
        row.SetText("body", new string('b', length));
        Assert.Equal(new string('b', length), row.GetText("body"));
    }

    [Fact]
    public void Bytes_take_the_place_of_more()
    {
        var row = new TableEntity("partition", "row");
        row.SetBytes("packed", new byte[200_000]);
        row.SetBytes("packed", [1, 2, 3]);
        Assert.Equal([1, 2, 3], row.GetBytes("packed"));
    }
}
