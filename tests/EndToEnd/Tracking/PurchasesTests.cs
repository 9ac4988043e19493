using System.Net.Http.Headers;
using System.Text;
using Testing;
using Testing.Answers;

namespace EndToEnd.Tracking;

/// <summary>
/// The purchases of a real shop as sales, with a real spread of customers, repeated purchases and amounts.
/// </summary>
public sealed class PurchasesTests
{
    private const int Rows = 6_000;
    private const int Partners = 200;
    private const int Percent = 15;

    [SkippableFact]
    public async Task The_purchases_of_a_real_shop_come_to_what_each_partner_is_owed_to_the_cent()
    {
        Skip.If(Purchases.Path is null, Purchases.Absent);
        await using var app = await App.StartInMemoryAsync(
            new Dictionary<string, string?> { ["Governance__PilotMaxPartners"] = "200" }
        );
        var slug = await app.BeginPilotAsync(
            rules: $$""" "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "{{Percent}}"} }] """
        );
        var partners = await app.Pilot.AddPartnersAsync(slug, Partners);
        var purchases = Purchases.Read(Rows);

        foreach (var batch in Purchases.Batches(purchases, partners, await app.Running.NowAsync()))
        {
            using var lines = new StringContent(batch, Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
            using var answer = await app.Http.PostAsync(
                new Uri($"/api/programs/{slug}/track/batch", UriKind.Relative),
                lines
            );
            Assert.Equal(batch.Count(c => c == '\n'), (await App.ReadAsync<BatchJson>(answer)).Accepted);
        }

        await app.Running.WhenIdleAsync();
        var program = app.Program(slug);
        var owed = new List<long>();
        foreach (var partner in partners)
        {
            owed.Add(await program.PendingAsync(partner.Id));
        }

        Assert.Equal(Purchases.CommissionsOf(purchases, Partners, Percent), owed);
        var verified = await program.VerifyLedgerAsync();
        Assert.True(verified.Ok, string.Join('\n', verified.Mismatches));
        foreach (var status in new[] { "accepted", "held", "rejected" })
        {
            Assert.Empty(await program.EventsAsync($"status={status}"));
        }
    }
}
