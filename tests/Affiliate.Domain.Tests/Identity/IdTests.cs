using System.Text.Json;
using Affiliate.Domain.Identity;
using ApplicationId = Affiliate.Domain.Identity.ApplicationId;

namespace Affiliate.Domain.Tests.Identity;

public sealed class IdTests
{
    [Fact]
    public void Each_id_is_read_and_written_as_its_text()
    {
        AssertReadAndWritten<ApplicationId>("app_01k", "app_");
        AssertReadAndWritten<CommissionId>("com_9f", "prt_9f");
        AssertReadAndWritten<CustomerId>("Customer 7", "a/b");
        AssertReadAndWritten<EventId>("sale-1", "sale 1");
        AssertReadAndWritten<InvoiceId>("INV/2026/0001", " INV");
        AssertReadAndWritten<PartnerId>("prt_01K", "prt_é");
        AssertReadAndWritten<ProgramSlug>("my-program", "My-Program");
        AssertReadAndWritten<Period>("2026-11", "2026-13");
    }

    [Theory]
    [InlineData(0, "2026-11")]
    [InlineData(1, "2026-10")]
    [InlineData(11, "2025-12")]
    [InlineData(24, "2024-11")]
    public void A_month_leads_back_over_years(int count, string month) =>
        Assert.Equal(Period.Parse(month), Period.Parse("2026-11").Back(count));

    [Fact]
    public void An_id_that_was_never_set_is_empty_text()
    {
        Assert.Equal(string.Empty, default(PartnerId).Value);
        Assert.Equal(string.Empty, default(PartnerId).ToString());
        Assert.Equal("\"\"", JsonSerializer.Serialize(default(PartnerId)));
        Assert.Equal(default, new PartnerId());
    }

    [Fact]
    public void The_error_names_the_text_and_the_accepted_form() =>
        Assert.Equal(
            "'partner' is not an id that begins with prt_.",
            Assert.Throws<FormatException>(() => PartnerId.Parse("partner")).Message
        );

    private static void AssertReadAndWritten<T>(string valid, string invalid)
        where T : struct, ITextValue<T>
    {
        Assert.True(T.TryParse(valid, out var id));
        Assert.Equal((valid, valid), (id.Value, id.ToString()));
        Assert.Equal($"\"{valid}\"", JsonSerializer.Serialize(id));
        Assert.Equal(id, JsonSerializer.Deserialize<T>($"\"{valid}\""));
        var byId = JsonSerializer.Serialize(new Dictionary<T, int> { [id] = 1 });
        Assert.Equal(id, Assert.Single(JsonSerializer.Deserialize<Dictionary<T, int>>(byId)!).Key);

        Assert.False(T.TryParse(invalid, out var none));
        Assert.Equal(default, none);
        Assert.False(T.TryParse(null, out _));
        Assert.Equal(
            $"Expected {T.Form}.",
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<T>($"\"{invalid}\"")).Message
        );
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<T>("1"));
    }
}
