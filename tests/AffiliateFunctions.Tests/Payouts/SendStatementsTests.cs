using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
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
    private readonly KeptRefusals _refusals = new();
    private Func<MailMessage, Exception?> _faultOf = _ => null;

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
    public async Task A_repeated_call_sends_nothing_again_and_a_later_attempt_only_what_is_new()
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

        Assert.Equal(2, _mails.Count);
        Assert.Contains("Closing balance: 10.00 USD", _mails[0].Text, StringComparison.Ordinal);

        await cycles.ChangeAsync(Slug, November, cycle => cycle with { Attempt = 1 }, default);
        await new SkippedPartnerStore(host.Get<StorageTables>()).PutAsync(
            await cycles.RequireAsync(Slug, November, default),
            [new SkippedPartner(Other, 1_000, "tax_form_missing")],
            default
        );
        await RunAsync(step);
        Assert.Equal(2, _mails.Count);
        await step.RunAsync(SendStatements.Input.Of(new CycleKey(Slug, November, Attempt: 1)), default);
        Assert.Equal(("prt_2@example.org", 3), (_mails[^1].To, _mails.Count));
        Assert.Contains("The tax form is missing.", _mails[^1].Text, StringComparison.Ordinal);
        Assert.Contains("/payout-details/", _mails[^1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_mails.Take(2), mail => mail.Text.Contains("/payout-details/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_address_stops_no_other_statement_and_is_tried_again()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var (step, book, cycles) = await StepAsync(host);
        PartnerId[] partners = [.. Enumerable.Range(1, 3).Select(number => PartnerId.Parse($"prt_{number}"))];
        foreach (var partner in partners)
        {
            await host.Accruals.ApplyAsync(Slug, partner, [Sale("sale", credited: [partner])], default);
        }

        await cycles.BeginAsync(StatementBook.Cycle(November), default);
        book.MoveTo(December, day: 1);
        _faultOf = mail =>
            mail.To == "prt_2@example.org"
                ? new EmailRefusedException("400: prt_2@example.org", "SendGrid answered 400.")
                : null;
        Assert.Null(await RunAsync(step));
        Assert.Null(await RunAsync(step));

        Assert.Equal(["prt_1@example.org", "prt_3@example.org"], _mails.Select(mail => mail.To).Order());
        var refused = Assert.Single(_refusals.All);
        Assert.Equal(
            ("statement:demo:2026-11:prt_2", EmailKind.Statement, "demo", "SendGrid answered 400."),
            (refused.Key, refused.Kind, refused.Program, refused.Reason)
        );

        // The address is corrected, and the cycle is restarted.
        _faultOf = _ => null;
        await RunAsync(step);
        Assert.Equal("prt_2@example.org", _mails[2..].Single().To);
    }

    [Fact]
    public async Task After_a_fault_of_the_provider_only_what_was_not_sent_is_sent()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var (step, book, cycles) = await StepAsync(host);
        for (var number = 1; number <= 20; number++)
        {
            var partner = PartnerId.Parse($"prt_{number:D2}");
            await host.Accruals.ApplyAsync(Slug, partner, [Sale("sale", credited: [partner])], default);
        }

        await cycles.BeginAsync(StatementBook.Cycle(November), default);
        book.MoveTo(December, day: 1);
        _faultOf = mail => mail.To == "prt_15@example.org" ? new HttpRequestException("429") : null;
        await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync(step));
        Assert.NotEmpty(_mails);

        _faultOf = _ => null;
        Assert.Null(await RunAsync(step));
        Assert.Equal(20, _mails.Count);
        Assert.Equal(20, _mails.DistinctBy(mail => mail.To).Count());
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
            .Returns(
                (MailMessage mail, CancellationToken _) =>
                {
                    if (_faultOf(mail) is { } fault)
                    {
                        return Task.FromException(fault);
                    }

                    lock (_mails)
                    {
                        _mails.Add(mail);
                    }

                    return Task.CompletedTask;
                }
            );
        var step = new SendStatements(
            host.Get<IPrograms>(),
            partners.Object,
            host.Get<ILedgerJournal>(),
            cycles,
            new SkippedPartnerStore(host.Get<StorageTables>()),
            book.Statements,
            book.Store,
            new StatementLinks(TokensOf(host), Site, host.Clock),
            new PayoutDetailsLinks(TokensOf(host), Site, host.Clock),
            [],
            new FinanceEmails(
                EmailSenders.Of(mailer.Object, _refusals),
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
