using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using Testing;
using static AffiliateFunctions.Tests.Payouts.CycleHost;
using static AffiliateFunctions.Tests.Payouts.PayPalScene;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>The statements of a month in which PayPal holds a payment that nobody claims.</summary>
public sealed class StatementsOnTheWayTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    // Friday, 1 January 2027 is no banking day, so three banking days after Monday pass until Thursday, 7 January.
    private const int StatementDay = 6;
    private const int ClaimedOnDay = 20;

    [Theory]
    [InlineData("SUCCESS")]
    [InlineData("RETURNED")]
    public async Task Statements_are_sent_after_three_banking_days_and_a_later_result_changes_none(string result)
    {
        await using var scene = await StartAsync(azurite.TakeAccount());
        scene.PayPal.Statuses[Ada] = ("UNCLAIMED", null);
        var (sentOn, frozen) = (new Dictionary<string, int>(), new Dictionary<PartnerId, string>());
        await scene.RunToEndAsync(async day =>
        {
            foreach (var mail in StatementsIn(scene))
            {
                sentOn.TryAdd(mail.To, day - 1);
            }

            frozen[AdaId] = await FrozenAsync(scene, AdaId);
            frozen[BobId] = await FrozenAsync(scene, BobId);
            if (day == ClaimedOnDay)
            {
                scene.PayPal.Statuses[Ada] = (result, null);
            }

            await scene.PollAsync();
        });

        Assert.Equal([StatementDay, StatementDay], sentOn.Values);
        Assert.Equal(2, StatementsIn(scene).Count());
        Assert.Equal(CycleStatus.Reviewed, (await scene.CycleAsync()).Status);
        Assert.Equal(frozen[AdaId], await FrozenAsync(scene, AdaId));
        Assert.Equal(frozen[BobId], await FrozenAsync(scene, BobId));
        var statement = await StatementAsync(scene, AdaId, Key.Period);
        Assert.Equal(("reserved", 1_000L), (statement.Payout.Status, statement.Payout.Amount));
        Assert.Equal("paid", (await StatementAsync(scene, BobId, Key.Period)).Payout.Status);
        var mail = StatementsIn(scene).Single(mail => mail.To.StartsWith("prt_ada", StringComparison.Ordinal));
        Assert.Contains("Your payout of 2026-12 is on its way.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("10.00 USD, on its way", mail.Text, StringComparison.Ordinal);

        // The payment was claimed or came back on 21 January.
        var next = await StatementAsync(scene, AdaId, Key.Period.Next);
        Assert.Equal(1_000, statement.Span.Closing.Owed());
        Assert.Equal(statement.Span.Closing, next.Span.Opening);
        Assert.Equal(result == "SUCCESS" ? 0 : 1_000, next.Span.Closing.Owed());
        Assert.Equal(
            result == "SUCCESS" ? [(MovementKind.Payout, -1_000L)] : [],
            next.Lines.Select(line => (line.Kind, line.Amount))
        );
    }

    [Fact]
    public async Task Statements_are_sent_at_once_when_every_payment_has_a_result()
    {
        await using var scene = await StartAsync(azurite.TakeAccount());
        await scene.RunToEndAsync(async day =>
        {
            Assert.Equal(1, day);
            Assert.Empty(StatementsIn(scene));
            await scene.PollAsync();
        });

        Assert.Equal(2, StatementsIn(scene).Count());
        Assert.Equal("paid", (await StatementAsync(scene, AdaId, Key.Period)).Payout.Status);
    }

    private static IEnumerable<AffiliateFunctions.Infrastructure.Email.MailMessage> StatementsIn(PayPalScene scene) =>
        scene.Mails.Where(mail => mail.Subject.StartsWith("Your statement of", StringComparison.Ordinal));

    private static async Task<string> FrozenAsync(PayPalScene scene, PartnerId partner) =>
        JsonSerializer.Serialize(await scene.Host.Get<StatementStore>().FindAsync(Slug, partner, Key.Period, default));

    private static async Task<StoredStatement> StatementAsync(PayPalScene scene, PartnerId partner, Period period) =>
        (
            await scene
                .Host.Get<PartnerStatements>()
                .FindAsync(
                    LedgerHost.Program,
                    await scene.CycleAsync() with
                    {
                        Period = period,
                    },
                    (await scene.Host.Get<IPartners>().FindAsync(Slug, partner, default))!,
                    new PayoutDecision(null, null),
                    default
                )
        )!;
}
