using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using AffiliateFunctions.Programs;
using Testing;
using Testing.Answers;

namespace EndToEnd.Payouts;

/// <summary>
/// A monthly cycle whose process is killed, as by <c>kill -9</c>, while it is computed, approved and settled: while a
/// request to the step's table is under way, or has been applied without an answer. Each new process goes on with the
/// same cycle.
/// </summary>
public sealed class KilledCycleTests
{
    private const string Slug = "demo";
    private const int Partners = 4;
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    [Fact]
    public async Task A_cycle_whose_process_is_killed_in_each_step_ends_as_one_that_is_not_killed()
    {
        var runs = await Task.WhenAll(RunAsync(isKilled: false), RunAsync(isKilled: true));
        var ((whole, none), (end, kills)) = (runs[0], runs[1]);

        Assert.Equal(0, none);
        Assert.Equal(Steps.Sum(step => step.Kills.Length), kills);
        Assert.Equal(whole.Files, end.Files);
        Assert.Equal(whole.Ledger, end.Ledger);
        Assert.Equal(whole.Audit, end.Audit);
        Assert.Equal(whole.Emails, end.Emails);
    }

    // What a person does, and the writes at which the process is killed meanwhile. The steps that mark the cycle as
    // approved and as settled are known by the first write with their time, and the e-mail to finance by its subject.
    private static (Func<Cycle, Task> Act, Kill[] Kills)[] Steps { get; } =
    [
        (cycle => cycle.StartAsync(), [new("ledger", true), new("payouts", false), new("approvals", true)]),
        (
            cycle => cycle.DecideAsync(App.Finance, "Approve the payouts of", "approve"),
            [
                new("approvals", true),
                new("cycles", false),
                new("cycles", true, "approved_at"),
                new("localoutbox", true, "Payment files of"),
            ]
        ),
        (
            cycle => cycle.SettleAsync(),
            [new("ledger", true), new("payouts", false), new("statements", true), new("cycles", false, "settled_at")]
        ),
        (cycle => cycle.DecideAsync(App.Owner, "Review of", "keep"), [new("reviews", true)]),
    ];

    private static async Task<(End End, int Kills)> RunAsync(bool isKilled)
    {
        var storage = await Azurite.NewAccountAsync();
        await StartTime.SetAsync(storage);
        var (partners, period) = await PrepareAsync(storage);
        await using var proxy = await StorageProxy.StartAsync(storage, seed: 1);
        AppProcess? app = null;
        var count = 0;
        try
        {
            foreach (var (act, kills) in Steps)
            {
                foreach (var kill in isKilled ? kills : [])
                {
                    // The cycle goes on as soon as the process has started.
                    var held = proxy.HoldNextWriteTo(kill.Table, kill.IsApplied, kill.Containing);
                    app ??= await AppProcess.StartAsync(proxy.ConnectionString);
                    var acting = ActAsync(new Cycle(app, partners, period), act);
                    if (await Task.WhenAny(held, acting) == acting)
                    {
                        await acting;
                        Assert.Fail($"No request came for {kill} after {count} kills.");
                    }

                    await app.KillAsync();
                    await Record.ExceptionAsync(() => acting);
                    await app.DisposeAsync();
                    app = null;
                    count++;
                }

                app ??= await AppProcess.StartAsync(proxy.ConnectionString);
                await ActAsync(new Cycle(app, partners, period), act);
            }

            return (await new Cycle(app!, partners, period).EndAsync(), count);
        }
        finally
        {
            await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private static async Task ActAsync(Cycle cycle, Func<Cycle, Task> act)
    {
        await act(cycle);
        await cycle.App.WhenIdleAsync();
    }

    // Partners with sales of 100, 200, … dollars, in the morning after their month.
    private static async Task<(IReadOnlyList<PilotPartner> Partners, string Period)> PrepareAsync(string storage)
    {
        await using var app = new App(await RunningApp.StartAsync(typeof(IPrograms).Assembly, storage));
        await app.AdvanceToNextMonthAsync();
        await app.BeginPilotAsync(Slug, Rules);
        var partners = await app.Pilot.AddPartnersAsync(Slug, Partners);
        foreach (var (partner, number) in partners.Select((partner, index) => (partner, index + 1)))
        {
            using var changed = await app.Http.PatchAsync(
                new Uri($"/api/programs/{Slug}/partners/{partner.Id}", UriKind.Relative),
                App.Json(
                    $$$"""
                    {"tax": {"form": "w9", "status": "verified"}, "payout": {"method": "ach", "details":
                     {"account_holder": "Agency {{{number}}}", "routing_number": "021000021",
                      "account_number": "12345678{{{number}}}", "account_type": "checking"} } }
                    """
                )
            );
            await App.ReadAsync(changed);
            await app.PostAsync(
                $"/api/programs/{Slug}/track/sale",
                $$"""
                {"event_id": "s{{number}}", "invoice_id": "i{{number}}", "customer": {"external_id": "c{{number}}"},
                 "amount": {{number * 10_000}}, "currency": "USD", "code": "{{partner.Code}}"}
                """
            );
        }

        await app.Running.WhenIdleAsync();
        var now = await app.Running.NowAsync();
        await app.Running.SkipToAsync(new DateTimeOffset(now.Year, now.Month, 1, 2, 0, 0, TimeSpan.Zero).AddMonths(1));
        return (partners, now.ToString("yyyy-MM", CultureInfo.InvariantCulture));
    }

    /// <summary>A write at which the process is killed.</summary>
    /// <param name="Table">The table.</param>
    /// <param name="IsApplied">Whether storage has carried the write out, so that only its answer is lost.</param>
    /// <param name="Containing">A part of the written row; null for the next write.</param>
    private sealed record Kill(string Table, bool IsApplied, string? Containing = null);

    // What the bank, the ledger, the auditors and the recipients of e-mails have in the end; ids and times differ.
    private sealed record End(
        string Files,
        IReadOnlyList<(long Payable, long InPayout, long Paid)> Ledger,
        IReadOnlyList<string> Audit,
        IReadOnlyList<string> Emails
    );

    private sealed class Cycle(AppProcess app, IReadOnlyList<PilotPartner> partners, string period)
    {
        private readonly ProgramReader program = new(app, Slug);

        public AppProcess App => app;

        public async Task StartAsync()
        {
            using var answer = await app.Http.PostAsJsonAsync($"/api/programs/{Slug}/cycles", new { period });
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        // The address of the page stays, the port is that of the process.
        public async Task DecideAsync(string decider, string subject, string decision)
        {
            var link = (await app.Outbox.LastAsync(decider, subject)).Link("/approve/");
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("decision", decision)]);
            using var answer = await app.Anonymous.PostAsync(new Uri(link.PathAndQuery, UriKind.Relative), form);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict });
        }

        // The last partner's payment fails.
        public async Task SettleAsync()
        {
            var lines = partners.Select(
                (partner, index) =>
                    index == Partners - 1 ? $"{partner.Id},failed,,closed\n" : $"{partner.Id},paid,REF-{index},\n"
            );
            using var content = new StringContent(
                $"partner,status,reference,reason\n{string.Concat(lines)}",
                Encoding.UTF8,
                "text/csv"
            );
            using var answer = await app.Http.PostAsync(
                new Uri($"/api/programs/{Slug}/cycles/{period}/settlement", UriKind.Relative),
                content
            );
            Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        }

        public async Task<End> EndAsync()
        {
            var cycle = await program.CycleAsync(period);
            Assert.Equal(("reviewed", Partners, 20_000L), (cycle.Status, cycle.Partners, cycle.Total));
            var file = Assert.Single(cycle.Files);
            var bytes = await app.Http.GetByteArrayAsync(
                new Uri($"/api/programs/{Slug}/cycles/{period}/files/{file.Name}", UriKind.Relative)
            );
            Assert.Equal(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            var verified = await program.VerifyLedgerAsync();
            Assert.True(verified.Ok, string.Join('\n', verified.Mismatches));
            var balances = new List<(long, long, long)>();
            foreach (var partner in partners)
            {
                var balance = await program.BalanceAsync(partner.Id);
                balances.Add((balance.Payable, balance.InPayout, balance.Paid));
            }

            Assert.Equal([(0, 0, 2_000), (0, 0, 4_000), (0, 0, 6_000), (8_000, 0, 0)], balances);
            return new End(
                WithoutIds(Encoding.UTF8.GetString(bytes)),
                balances,
                [
                    .. (await program.AuditAsync())
                        .Select(record => WithoutIds($"{record.Action} {record.Actor} {record.Subject}"))
                        .Order(StringComparer.Ordinal),
                ],
                [
                    .. (await app.Outbox.ListAsync())
                        .Select(mail => $"{mail.To}: {mail.Subject}")
                        .Distinct()
                        .Order(StringComparer.Ordinal),
                ]
            );
        }

        private string WithoutIds(string text) =>
            partners
                .Select((partner, index) => (Id: partner.Id[4..], Name: $"partner {index}"))
                .Aggregate(
                    text,
                    (rest, partner) => rest.Replace(partner.Id, partner.Name, StringComparison.OrdinalIgnoreCase)
                );
    }
}
