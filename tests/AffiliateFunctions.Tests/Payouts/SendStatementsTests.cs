using Affiliate.Domain.Identity;
using Affiliate.Pages;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Ledger;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>The step of a cycle that freezes the statements and sends them.</summary>
public sealed class SendStatementsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Key = "bG9jYWwtb25seS1saW5rLXNpZ25pbmcta2V5LTAwMDE=";

    private static readonly PartnerId Erased = PartnerId.Parse("prt_0erased");

    private readonly List<MailMessage> _mails = [];

    [Fact]
    public async Task Everybody_with_a_balance_or_a_movement_gets_one_in_calls_of_200_partners()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var (step, book, cycles) = await StepAsync(host);
        var all = Enumerable.Range(1, 204).Select(number => PartnerId.Parse($"prt_{number:D4}")).ToList();
        foreach (var partner in all.Append(Erased))
        {
            await host.Accruals.ApplyAsync(Slug, partner, [Sale("sale", credited: [partner])], default);
        }

        await cycles.BeginAsync(StatementBook.Cycle(November), default);
        book.MoveTo(December, day: 1);
        var last = await RunAsync(step);
        Assert.Equal(all[199], last);
        Assert.Null(await RunAsync(step, last));

        // The erased partner has a statement, and no address.
        Assert.Equal(
            all.Select(id => $"{id}@example.org"),
            _mails.Select(mail => mail.To).Order(StringComparer.Ordinal)
        );
        Assert.NotNull(await book.Store.FindAsync(Slug, Erased, November, default));

        // Those who joined later have nothing of the month.
        await cycles.BeginAsync(StatementBook.Cycle(November.Previous), default);
        await step.RunAsync(SendStatements.Input.Of(new CycleKey(Slug, November.Previous)), default);
        Assert.Equal(204, _mails.Count);
    }

    [Fact]
    public async Task A_repeated_call_sends_the_same_and_a_later_attempt_only_what_is_new()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var (step, book, cycles) = await StepAsync(host);
        await host.Accruals.ApplyAsync(Slug, Effects.Partner, [Sale("sale-1")], default);
        await host.Accruals.ApplyAsync(Slug, Other, [Sale("sale-2", credited: [Other])], default);
        await cycles.BeginAsync(StatementBook.Cycle(November), default);
        book.MoveTo(December, day: 1);
        await RunAsync(step);
        await host.Accruals.ApplyAsync(Slug, Other, [Sale("sale-3", credited: [Other])], default);
        book.MoveTo(December, day: 2);
        await RunAsync(step);

        Assert.Equal(4, _mails.Count);
        Assert.Equal(
            _mails.Take(2).Select(mail => (mail.Key, WithoutLink(mail))).Order(),
            _mails.Skip(2).Select(mail => (mail.Key, WithoutLink(mail))).Order()
        );
        Assert.Contains("Closing balance: 10.00 USD", _mails[0].Text, StringComparison.Ordinal);

        await cycles.ChangeAsync(Slug, November, cycle => cycle with { Attempt = 1 }, default);
        await new SkippedPartnerStore(host.Get<StorageTables>()).PutAsync(
            await cycles.RequireAsync(Slug, November, default),
            [new SkippedPartner(Other, 1_000, "tax_form_missing")],
            default
        );
        await RunAsync(step);
        Assert.Equal(4, _mails.Count);
        await step.RunAsync(SendStatements.Input.Of(new CycleKey(Slug, November, Attempt: 1)), default);
        Assert.Equal(("prt_2@example.org", 5), (_mails[^1].To, _mails.Count));
        Assert.Contains("The tax form is missing.", _mails[^1].Text, StringComparison.Ordinal);
        Assert.Contains("/payout-details/", _mails[^1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_mails.Take(4), mail => mail.Text.Contains("/payout-details/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_link_in_the_email_names_the_statement_for_a_year()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var (step, book, cycles) = await StepAsync(host);
        await host.Accruals.ApplyAsync(Slug, Effects.Partner, [Sale("sale-1")], default);
        await cycles.BeginAsync(StatementBook.Cycle(November), default);
        book.MoveTo(December, day: 1);
        await RunAsync(step);
        var text = Assert.Single(_mails).Text;
        var start = text.IndexOf("/statements/", StringComparison.Ordinal) + "/statements/".Length;
        var token = text[start..text.IndexOf('\n', start)];
        var links = new StatementLinks(TokensOf(host), Site, host.Clock);

        Assert.Equal(new StatementAddress("demo", "prt_1", "2026-11"), links.Read(token).Address);
        Assert.Equal(LinkRefusal.Invalid, links.Read(token[..^2]).Refusal);
        host.Clock.Advance(TimeSpan.FromDays(367));
        Assert.Equal(LinkRefusal.Expired, links.Read(token).Refusal);
    }

    private static Task<PartnerId?> RunAsync(SendStatements step, PartnerId? after = null) =>
        step.RunAsync(SendStatements.Input.Of(new CycleKey(Slug, November), after), default);

    private static string WithoutLink(MailMessage mail) =>
        string.Join(
            '\n',
            mail.Text.Split('\n').Where(line => !line.Contains("/statements/", StringComparison.Ordinal))
        );

    private async Task<(SendStatements Step, StatementBook Book, CycleStore Cycles)> StepAsync(LedgerHost host)
    {
        foreach (var table in new[] { CycleStore.CyclesTable, CycleStore.PayoutsTable })
        {
            await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(table);
        }

        var book = await StatementBook.OpenAsync(host);
        var cycles = new CycleStore(host.Get<StorageTables>());
        var partners = new Mock<IPartners>();
        partners
            .Setup(stored => stored.FindAllAsync(Slug, It.IsAny<IEnumerable<PartnerId>>(), default))
            .ReturnsAsync(
                (ProgramSlug _, IEnumerable<PartnerId> ids, CancellationToken _) =>
                    ids.ToDictionary(
                        id => id,
                        id =>
                            book.Payee with
                            {
                                Id = id,
                                Email = id == Erased ? ErasedPartner.AddressOf(id) : $"{id}@example.org",
                            }
                    )
            );
        var mailer = new Mock<IMailer>();
        mailer
            .Setup(sender => sender.SendAsync(It.IsAny<MailMessage>(), It.IsAny<CancellationToken>()))
            .Callback(
                (MailMessage mail, CancellationToken _) =>
                {
                    lock (_mails)
                    {
                        _mails.Add(mail);
                    }
                }
            )
            .Returns(Task.CompletedTask);
        var step = new SendStatements(
            host.Get<IPrograms>(),
            partners.Object,
            host.Get<ILedgerJournal>(),
            cycles,
            new SkippedPartnerStore(host.Get<StorageTables>()),
            book.Statements,
            new StatementLinks(TokensOf(host), Site, host.Clock),
            new PayoutDetailsLinks(TokensOf(host), Site, host.Clock),
            [],
            new FinanceEmails(
                new EmailSender(new PageRenderer(NullLoggerFactory.Instance), mailer.Object),
                new EmailKey(Options.Create(new SecurityOptions { EncryptionKey = Key }))
            )
        );
        return (step, book, cycles);
    }

    private static IOptions<SiteOptions> Site =>
        Options.Create(new SiteOptions { PublicBaseUrl = "http://localhost:7071" });

    private static LinkTokens TokensOf(LedgerHost host) =>
        new(Options.Create(new SecurityOptions { LinkSigningKey = Key }), host.Clock);
}
