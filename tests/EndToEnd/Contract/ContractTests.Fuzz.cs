using System.Text;
using Testing;

namespace EndToEnd.Contract;

/// <content>
/// Addresses and bodies that differ a little from good ones: each is answered as the document says, and nothing breaks.
/// </content>
public sealed partial class ContractTests
{
    private const int Seed = 20_301;
    private const int BodiesOfAnOperation = 30;
    private const int AddressesOfAnOperation = 8;

    private async Task ReadMutatedAddressesAsync()
    {
        var mutations = new Mutations(Seed);
        var reading = _document.Operations.Where(operation =>
            operation.Method == "get" && operation.Path.Contains('{', StringComparison.Ordinal)
        );
        foreach (var operation in reading)
        {
            var (named, called) = (operation.Path.Split('/'), _client.Called[operation.Id].Split('/'));
            var last = Array.FindLastIndex(named, part => part.StartsWith('{'));
            for (var number = 0; number < AddressesOfAnOperation; number++)
            {
                // An empty part, and one of dots, is another address. The server itself refuses the letter 0.
                var part = mutations.OfText(Uri.UnescapeDataString(called[last]));
                if (part.Trim('.').Length > 0 && !part.Contains('\0', StringComparison.Ordinal))
                {
                    string[] changed = [.. called[..last], Uri.EscapeDataString(part), .. called[(last + 1)..]];
                    await _client.SendAnyAsync(operation, string.Join('/', changed));
                }
            }
        }
    }

    private async Task SendMutatedBodiesAsync()
    {
        var before = await _app.GetAsync("/api/health");
        var mutations = new Mutations(Seed);
        foreach (var operation in _document.Operations.Where(operation => _client.Sent.ContainsKey(operation.Id)))
        {
            var (text, kind) = _client.Sent[operation.Id];
            for (var number = 0; number < BodiesOfAnOperation; number++)
            {
                var body = kind.EndsWith("json", StringComparison.Ordinal)
                    ? mutations.OfJson(text)
                    : mutations.OfText(text);
                using var content = new StringContent(body, Encoding.UTF8, kind);
                await _client.SendAnyAsync(operation, _client.Called[operation.Id], content);
            }
        }

        await _app.Running.WhenIdleAsync();
        var after = await _app.GetAsync("/api/health");
        foreach (var count in new[] { "poison", "failed_orchestrations" })
        {
            Assert.Equal(before.GetProperty(count).GetInt64(), after.GetProperty(count).GetInt64());
        }

        Assert.True((await _app.Program("demo").VerifyLedgerAsync()).Ok);
        Assert.True((await _app.GetAsync($"{Program}/audit/verify")).GetProperty("ok").GetBoolean());
    }
}
