using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Operations.Keys;
using Azure.Data.Tables;
using Testing;

namespace AffiliateFunctions.Tests.Operations;

/// <summary>A key counts as removable only if no stored value can need it.</summary>
public sealed class RemovableKeyTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly string Old = OperationsHost.Key(1);
    private static readonly string New = OperationsHost.Key(2);

    private static (string Name, string Value) Index => ("Security:EmailIndexKey", Old);

    [Fact]
    public async Task A_key_is_needed_until_a_run_has_ended_that_began_with_the_newest_key_and_after_the_last_import()
    {
        var storage = azurite.TakeAccount();
        await using (var before = await OperationsHost.StartAsync(storage, Old))
        {
            await ReencryptionTests.SealAsync(before);
            await before.Get<ReencryptionService>().StartAsync(TimeSpan.MaxValue, CancellationToken.None);
        }

        await using var rotated = await OperationsHost.StartAsync(storage, $"{New},{Old}", null, Index);
        rotated.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("The re-encryption has not begun with the newest key.", await ReasonAsync(rotated));

        // An import brings values of the old key while the run goes on.
        var service = rotated.Get<ReencryptionService>();
        await service.StartAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.Equal("The re-encryption has not finished.", await ReasonAsync(rotated));
        await rotated.Get<KeyRegistry>().AddAsync(rotated.Get<EncryptedText>().KeyIds.Last(), CancellationToken.None);
        await service.StartAsync(TimeSpan.MaxValue, CancellationToken.None);
        Assert.Contains("start it again", await ReasonAsync(rotated), StringComparison.Ordinal);

        rotated.Clock.Advance(TimeSpan.FromMinutes(1));
        await service.StartAsync(TimeSpan.MaxValue, CancellationToken.None);
        Assert.Null(await ReasonAsync(rotated));
    }

    [Fact]
    public async Task A_value_that_was_altered_is_counted_under_its_key_and_the_others_move()
    {
        var storage = azurite.TakeAccount();
        string key;
        await using (var before = await OperationsHost.StartAsync(storage, Old))
        {
            key = before.Get<EncryptedText>().NewestKey;
            await ReencryptionTests.SealAsync(before);
            var altered = before.Get<EncryptedText>().Seal("details", "demo/partner:prt_altered");
            altered[^1] ^= 1;
            await before
                .Get<StorageTables>()["partners"]
                .AddEntityAsync(new TableEntity("demo", "partner:prt_altered") { ["payout"] = altered });
        }

        await using var rotated = await OperationsHost.StartAsync(storage, $"{New},{Old}", null, Index);
        rotated.Clock.Advance(TimeSpan.FromHours(1));
        var run = await rotated.Get<ReencryptionService>().StartAsync(TimeSpan.MaxValue, CancellationToken.None);

        Assert.NotNull(run.FinishedAt);
        Assert.Equal(7, run.Kinds.Sum(kind => kind.Moved));
        Assert.Equal([(key, 1L)], run.Unreadable.Select(values => (values.Key, values.Value)));
        Assert.Contains("were altered", await ReasonAsync(rotated), StringComparison.Ordinal);
    }

    private static async Task<string?> ReasonAsync(OperationsHost host) =>
        (await ReencryptionTests.AnswerAsync(host)).Keys[1].Reason;
}
