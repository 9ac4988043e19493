using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Payouts.Tax;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Accounting;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Payouts.TaxYears;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Ledger;
using Azure.Data.Tables;
using Moq;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>What finance takes over: the journal of a month and the totals of a year.</summary>
public sealed class AccountingTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly Period January = December.Next;

    [Fact]
    public async Task The_journals_of_the_months_balance_and_sum_to_the_ledger()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var book = await StatementBook.OpenAsync(host);
        await host.Accruals.ApplyAsync(
            Slug,
            Effects.Partner,
            [Sale("sale-1"), Sale("shared", 30_000, credited: [Effects.Partner, Other]), Sale("held", hold: "screen")],
            default
        );
        await host.Accruals.ApplyAsync(
            Slug,
            Other,
            [Sale("shared", 30_000, credited: [Effects.Partner, Other])],
            default
        );
        book.MoveTo(December, day: 10);
        await book.FreezeAsync(November);
        await book.ReserveAsync(November);
        await host.Ledger.PayAsync(Slug, Effects.Partner, November, default);
        await book.ApplyAsync(Refund("refund-1", "sale-1", 5_000, 1));
        book.MoveTo(January, day: 10);
        await host.Ledger.ReturnAsync(Slug, Effects.Partner, November, "Sent back", default);

        var journal = new GetJournal(host.Get<IPrograms>(), host.Get<ILedgerJournal>(), book.Accounts, host.Clock);
        var (months, sums) = (new List<JournalAnswer>(), new Dictionary<Account, long>());
        foreach (var month in new[] { November, December, January })
        {
            var answer = await journal.ReadAsync(book.Program, month, default);
            months.Add(answer);
            Assert.Equal(answer.Debit, answer.Credit);
            Assert.All(
                answer.Lines.GroupBy(line => line.Entry),
                entry => Assert.Equal(entry.Sum(line => line.Debit), entry.Sum(line => line.Credit))
            );
            foreach (var line in answer.Lines)
            {
                sums[line.Account] = sums.GetValueOrDefault(line.Account) + line.Credit - line.Debit;
            }
        }

        var (own, other) = (
            await host.Ledger.BalanceAsync(Slug, Effects.Partner, default),
            await host.Ledger.BalanceAsync(Slug, Other, default)
        );
        Assert.Equal(own.Held + other.Held, sums[Account.Held]);
        Assert.Equal(own.Pending + other.Pending, sums[Account.Pending]);
        Assert.Equal(own.Payable + other.Payable, sums[Account.Payable]);
        Assert.Equal(own.Paid + other.Paid, sums[Account.Paid]);
        Assert.Equal(own.Negative + other.Negative, sums[Account.Negative]);
        Assert.Equal([true, true, false], months.Select(month => month.IsComplete));
        Assert.Contains(
            new AccountingLine(MovementKind.Commission, Account.CommissionExpense, 5_000, 0),
            months[0].Lines
        );
        Assert.Contains("2026-12,payout,paid,0.00,25.00,USD", months[1].ToCsv(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_year_sums_what_was_paid_in_the_programs_time_zone_and_not_sent_back()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(CycleStore.CyclesTable);
        await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(CycleStore.PayoutsTable);
        var cycles = new CycleStore(host.Get<StorageTables>());
        await StoreAsync(cycles, November, Payout(Effects.Partner, "ach", 150_000, "2026-12-05T10:00Z"));
        await StoreAsync(
            cycles,
            December,
            Payout(Effects.Partner, "ach", 50_000, "2027-01-01T04:59Z"),
            Payout(Other, "paypal", 900_000, "2026-12-31T10:00Z")
        );
        await StoreAsync(
            cycles,
            January,
            Payout(Effects.Partner, "ach", 7_000, "2027-01-01T05:00Z"),
            Payout(Other, "wise", 300_000, "2026-12-31T10:00Z") with
            {
                Status = PayoutStatus.Returned,
            }
        );
        var partners = new Mock<IPartners>();
        partners
            .Setup(stored => stored.FindAllAsync(Slug, It.IsAny<IEnumerable<PartnerId>>(), default))
            .ReturnsAsync(
                new Dictionary<PartnerId, Partner>
                {
                    [Effects.Partner] = Payee(Effects.Partner, new PartnerTax(null, "missing")),
                    [Other] = Payee(Other, new PartnerTax("w9", "verified")),
                }
            );
        var program = LedgerHost.Program with { Timezone = "America/New_York" };

        var year = await new TaxYearReader(cycles, partners.Object, host.Clock).ReadAsync(program, 2026, default);
        Assert.Equal((1_100_000, 200_000), (year.Total, year.ByMethod["ach"]));
        Assert.Equal([200_000, 900_000L], year.Partners.Select(partner => partner.Paid));
        Assert.Equal(
            [Form1099Status.RequiredFormMissing, Form1099Status.BelowThreshold],
            year.Partners.Select(partner => partner.Form1099Nec)
        );
        Assert.Equal([Effects.Partner], year.Form1099Nec!.Required);
        Assert.Equal([Effects.Partner], year.Form1099Nec.FormMissing);
        Assert.Contains(
            "prt_1,Contact,Partner,US,,missing,2000.00,0.00,0.00,0.00,2000.00,2000.00,required_form_missing,USD",
            year.ToCsv(),
            StringComparison.Ordinal
        );
        var next = await new TaxYearReader(cycles, partners.Object, host.Clock).ReadAsync(program, 2027, default);
        Assert.Equal(7_000, next.Total);
        Assert.Null(
            (
                await new TaxYearReader(cycles, partners.Object, host.Clock).ReadAsync(
                    program with
                    {
                        Currency = "EUR",
                    },
                    2026,
                    default
                )
            ).Form1099Nec
        );
    }

    [Theory]
    [InlineData("2026-12-10T00:00Z", "2026-12-31", Form1099Status.NotRequired)]
    [InlineData("2026-12-10T00:00Z", "2026-12-09", Form1099Status.FormMissing)]
    [InlineData("2027-02-01T00:00Z", "2026-12-31", Form1099Status.NotRequired)]
    [InlineData("2027-02-01T00:00Z", "2026-12-30", Form1099Status.FormMissing)]
    public async Task A_form_counts_that_is_valid_now_or_at_the_end_of_the_year(
        string now,
        string expires,
        Form1099Status status
    )
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(CycleStore.CyclesTable);
        await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(CycleStore.PayoutsTable);
        var cycles = new CycleStore(host.Get<StorageTables>());
        await StoreAsync(cycles, November, Payout(Effects.Partner, "wise", 300_000, "2026-12-05T10:00Z"));
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        var tax = new PartnerTax("w8ben", "verified", DateOnly.Parse(expires, invariant));
        var partners = new Mock<IPartners>();
        partners
            .Setup(stored => stored.FindAllAsync(Slug, It.IsAny<IEnumerable<PartnerId>>(), default))
            .ReturnsAsync(
                new Dictionary<PartnerId, Partner>
                {
                    [Effects.Partner] = Payee(Effects.Partner, tax) with { Country = "DE" },
                }
            );
        host.Clock.SetUtcNow(DateTimeOffset.Parse(now, invariant));

        var year = await new TaxYearReader(cycles, partners.Object, host.Clock).ReadAsync(
            LedgerHost.Program,
            2026,
            default
        );

        var partner = Assert.Single(year.Partners);
        Assert.Equal(status, partner.Form1099Nec);
        Assert.Equal(status == Form1099Status.NotRequired ? "verified" : "missing", partner.TaxFormStatus);
    }

    private static async Task StoreAsync(CycleStore cycles, Period period, params StoredPayout[] payouts)
    {
        await cycles.BeginAsync(
            StatementBook.Cycle(period) with
            {
                SettledAt = payouts.Max(payout => payout.SettledAt),
            },
            default
        );
        foreach (var payout in payouts)
        {
            await cycles.PutPayoutAsync(Slug, period, payout, default);
        }
    }

    private static StoredPayout Payout(PartnerId partner, string method, long amount, string settledAt) =>
        new()
        {
            Id = $"pay_{partner}_{amount}",
            Partner = partner,
            Name = "Contact",
            Method = method,
            Amount = amount,
            Currency = "USD",
            Lines = [],
            Status = PayoutStatus.Paid,
            SettledAt = DateTimeOffset.Parse(settledAt, System.Globalization.CultureInfo.InvariantCulture),
        };

    private static Partner Payee(PartnerId id, PartnerTax tax) =>
        new()
        {
            Id = id,
            Program = Slug,
            Name = "Contact",
            Email = "contact@partner.example.org",
            Company = "Partner",
            Country = "US",
            Status = PartnerStatus.Active,
            Group = "default",
            Code = "p1",
            Coupons = [],
            Tax = tax,
            Payout = new PartnerPayout("ach", null),
            Terms = new PartnerTerms(null, null),
            ApprovedBy = "key",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
}
