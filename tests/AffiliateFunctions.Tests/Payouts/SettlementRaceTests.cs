using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Payouts.Doubles;
using Microsoft.AspNetCore.Http;
using Testing;
using Testing.Answers;
using static AffiliateFunctions.Tests.Payouts.CycleHost;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>
/// Two files of results that are imported at the same time, the second before each request of the first.
/// </summary>
public sealed class SettlementRaceTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly string storage = azurite.TakeAccount();

    [Fact]
    public async Task The_same_file_twice_at_once_books_each_line_once()
    {
        string? expected = null;
        var lines = $"{CycleMonth.First},paid,REF-{CycleMonth.First},\n{CycleMonth.Failing},failed,,closed\n";
        var meetings = await Meetings.AtEachRequestAsync(
            storage,
            async (first, second, meetAsync) =>
            {
                expected ??= await UnracedAsync();
                var asked = new List<string>();
                var answers = new List<(int Status, string Answer)>();
                var end = await RunAsync(
                    first,
                    () =>
                        meetAsync(
                            async () => answers.Add(await CycleMonth.ImportAsync(first, lines, Platform.Of(asked))),
                            async () => answers.Add(await CycleMonth.ImportAsync(second, lines, Platform.Of(asked)))
                        )
                );

                Assert.Equal(
                    [StatusCodes.Status200OK, StatusCodes.Status200OK],
                    answers.Select(answer => answer.Status)
                );
                Assert.Single(asked.Distinct());
                Assert.True(expected == end, CycleMonth.Difference(expected, end));
            }
        );
        Assert.InRange(meetings, 10, 60);
    }

    [Fact]
    public async Task Of_two_contradicting_files_at_once_each_line_is_booked_once_and_the_contradiction_named()
    {
        var lines = $"{CycleMonth.First},paid,REF-1,\n{CycleMonth.Failing},failed,,closed\n";
        var others = $"{CycleMonth.First},failed,,closed\n{CycleMonth.Failing},paid,REF-2,\n";
        var ends = new HashSet<string>();
        var meetings = await Meetings.AtEachRequestAsync(
            storage,
            async (first, second, meetAsync) =>
            {
                (int Status, string Answer) one = default;
                (int Status, string Answer) other = default;
                await RunAsync(
                    first,
                    () =>
                        meetAsync(
                            async () => one = await CycleMonth.ImportAsync(first, lines, Platform.Of([])),
                            async () => other = await CycleMonth.ImportAsync(second, others, Platform.Of([]))
                        )
                );

                var isFirstPaid = await CheckAsync(first, CycleMonth.First);
                var isFailingPaid = await CheckAsync(first, CycleMonth.Failing);
                AssertRefused(one, (!isFirstPaid, "/1/status"), (isFailingPaid, "/2/status"));
                AssertRefused(other, (isFirstPaid, "/1/status"), (!isFailingPaid, "/2/status"));
                ends.Add($"{isFirstPaid} {isFailingPaid}");
            }
        );
        Assert.InRange(meetings, 10, 60);
        Assert.Equal(["False True", "True False", "True True"], ends.Order());
    }

    private static void AssertRefused(
        (int Status, string Answer) answer,
        params (bool IsRefused, string Pointer)[] lines
    )
    {
        var refused = lines.Where(line => line.IsRefused).Select(line => line.Pointer).ToList();
        if (refused.Count == 0)
        {
            Assert.Equal(StatusCodes.Status200OK, answer.Status);
            return;
        }

        // A file that comes while the other one is half booked is refused whole for the lines that are settled by then.
        var named = JsonElement.Parse(answer.Answer).As<ProblemJson>().Errors!.Keys.Order().ToList();
        if (answer.Status == StatusCodes.Status400BadRequest)
        {
            Assert.NotEmpty(named);
            Assert.Subset(refused.ToHashSet(), named.ToHashSet());
            return;
        }

        Assert.Equal(StatusCodes.Status409Conflict, answer.Status);
        Assert.Equal(refused, named);
    }

    // Returns whether the payout is paid; ledger, payout, audit and webhooks agree.
    private static async Task<bool> CheckAsync(CycleHost host, PartnerId partner)
    {
        var payout = (await host.Get<CycleStore>().FindPayoutAsync(Slug, Key.Period, partner, default))!;
        var isPaid = payout.Status == PayoutStatus.Paid;
        Assert.Equal(isPaid ? PayoutStatus.Paid : PayoutStatus.Failed, payout.Status);
        var balance = await host.Get<ILedger>().BalanceAsync(Slug, partner, default);
        Assert.Equal(isPaid ? (3_000L, 0L, 0L) : (0L, 3_000L, 0L), (balance.Paid, balance.Payable, balance.InPayout));
        var (word, webhook) = isPaid ? ("payout_paid", "payout.paid") : ("payout_failed", "payout.failed");
        var records = host.Get<AuditLog>().ReadAsync(Slug, after: null, default).Select(record => record.Text.Text);
        var record = Assert.Single(
            await records
                .Where(text => text.Contains(payout.Id, StringComparison.Ordinal))
                .Where(text =>
                    text.Contains("\"payout_paid\"", StringComparison.Ordinal)
                    || text.Contains("\"payout_failed\"", StringComparison.Ordinal)
                )
                .ToListAsync()
        );
        Assert.Contains($"\"{word}\"", record, StringComparison.Ordinal);
        Assert.Equal(
            [$"{webhook} {payout.Id}"],
            host.Webhooks.Of(Slug)
                .Where(heard => heard.EndsWith($" {payout.Id}", StringComparison.Ordinal))
                .Where(heard => !heard.StartsWith("payout.created", StringComparison.Ordinal))
        );
        return isPaid;
    }

    private async Task<string> UnracedAsync()
    {
        await using var host = await StartAsync(storage, new BetweenRequests());
        return await RunAsync(host, () => Task.CompletedTask);
    }

    // What the two files leave open is settled by a third one.
    private static async Task<string> RunAsync(CycleHost host, Func<Task> settle)
    {
        var isFirst = true;
        CycleMonth? month = null;
        month = new CycleMonth(host)
        {
            Settle = async () =>
            {
                await (isFirst ? settle() : month!.SettleOpenAsync());
                isFirst = false;
            },
        };
        await month.EarnAsync();
        await month.RunAsync(repeatsActivities: true);
        return await month.EndAsync();
    }
}
