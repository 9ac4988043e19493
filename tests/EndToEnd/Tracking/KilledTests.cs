using System.Collections.Concurrent;
using System.Globalization;
using Testing;
using Testing.Answers;

namespace EndToEnd.Tracking;

/// <summary>Processes that are killed, as by <c>kill -9</c>, while they apply what they have taken in.</summary>
public sealed class KilledTests
{
    private const int Batches = 6;
    private const int SalesInBatch = 500;
    private const int Partners = 4;

    // More than an instance applies at once, so that some of the sales are queued.
    private const int Senders = 6;
    private const int AnswersBeforeTheEnd = 60;

    [Fact]
    public async Task What_was_accepted_has_its_effect_once_though_its_process_was_killed_twice()
    {
        var (slug, storage, codes) = await BeginAsync();
        await using (var killed = await AppProcess.StartAsync(storage))
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, Batches)
                    .Select(async batch =>
                    {
                        using var answer = await killed.Http.PostAsync(
                            new Uri($"/api/programs/{slug}/track/batch", UriKind.Relative),
                            App.Json(BatchOf(batch, codes))
                        );
                        Assert.Equal(SalesInBatch, (await App.ReadAsync<BatchJson>(answer)).Accepted);
                    })
            );
            await killed.KillAsync();
        }

        await using (var again = await AppProcess.StartAsync(storage))
        {
            await UntilSomethingIsAppliedAsync(again, slug);
            await again.KillAsync();
        }

        await using var last = await AppProcess.StartAsync(storage);
        await last.WhenIdleAsync();
        await CheckCountedOnceAsync(new ProgramReader(last, slug), Enumerable.Range(0, Batches * SalesInBatch));
    }

    [Fact]
    public async Task Single_sales_that_were_answered_have_their_effect_once_though_their_process_was_killed()
    {
        var (slug, storage, codes) = await BeginAsync();
        var answered = new ConcurrentDictionary<int, string>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IReadOnlyList<int> unanswered;
        await using (var killed = await AppProcess.StartAsync(storage))
        {
            var sending = Enumerable
                .Range(0, Senders)
                .Select(sender => SendUntilTheEndAsync(killed, slug, sender, codes, answered, enough))
                .ToList();
            await enough.Task;
            await killed.KillAsync();
            unanswered = await Task.WhenAll(sending);
        }

        await using var last = await AppProcess.StartAsync(storage);
        await last.WhenIdleAsync();
        var program = new ProgramReader(last, slug);
        foreach (var number in answered.Keys)
        {
            Assert.Equal("applied", (await program.EventAsync($"sale-{number}")).Status);
        }

        foreach (var number in unanswered)
        {
            await SendSaleAsync(last, slug, number, codes);
        }

        await last.WhenIdleAsync();
        await CheckCountedOnceAsync(program, [.. answered.Keys, .. unanswered]);
    }

    // Returns the number of the sale that was not answered.
    private static async Task<int> SendUntilTheEndAsync(
        AppProcess app,
        string slug,
        int sender,
        List<string> codes,
        ConcurrentDictionary<int, string> answered,
        TaskCompletionSource enough
    )
    {
        for (var number = sender; ; number += Senders)
        {
            try
            {
                answered[number] = await SendSaleAsync(app, slug, number, codes);
            }
            catch (HttpRequestException)
            {
                return number;
            }

            if (answered.Count >= AnswersBeforeTheEnd)
            {
                enough.TrySetResult();
            }
        }
    }

    private static async Task<string> SendSaleAsync(AppClient app, string slug, int number, List<string> codes)
    {
        using var answer = await app.Http.PostAsync(
            new Uri($"/api/programs/{slug}/track/sale", UriKind.Relative),
            App.Json(SaleOf(number, codes, type: string.Empty))
        );
        return (await App.ReadAsync<EventResultJson>(answer)).Status;
    }

    private static async Task CheckCountedOnceAsync(ProgramReader program, IEnumerable<int> sales)
    {
        var verified = await program.VerifyLedgerAsync();
        Assert.True(verified.Ok, string.Join('\n', verified.Mismatches));
        Assert.Empty(await program.EventsAsync("status=accepted"));
        var pending = 0L;
        foreach (var partner in await program.PartnersAsync())
        {
            pending += await program.PendingAsync(partner.Id);
        }

        Assert.Equal(sales.Sum(number => (long)Math.Round((1_000 + number) * 0.2m, MidpointRounding.ToEven)), pending);
    }

    private static async Task<(string Slug, string Storage, List<string> Codes)> BeginAsync()
    {
        await using var app = await App.StartAsync();
        var slug = await app.BeginPilotAsync();
        var codes = new List<string>();
        for (var partner = 0; partner < Partners; partner++)
        {
            codes.Add((await app.SignUpAsync(slug, $"Company {partner}")).Code);
        }

        return (slug, app.Running.Storage, codes);
    }

    private static async Task UntilSomethingIsAppliedAsync(AppClient app, string slug)
    {
        var program = new ProgramReader(app, slug);
        while ((await program.EventsAsync("status=applied&limit=1")).Count == 0)
        {
            await Task.Yield();
        }
    }

    private static string BatchOf(int batch, List<string> codes)
    {
        var sales = Enumerable
            .Range(batch * SalesInBatch, SalesInBatch)
            .Select(number => SaleOf(number, codes, type: "\"type\": \"sale\", "));
        return $$"""{"events": [{{string.Join(",\n", sales)}}]}""";
    }

    private static string SaleOf(int number, List<string> codes, string type) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"event_id": "sale-{{number}}", {{type}}"invoice_id": "inv-{{number}}", "customer": {"external_id": "c{{number
                % 300}}"}, "code": "{{codes[number % Partners]}}", "amount": {{1_000 + number}}, "currency": "USD"}
            """
        );
}
