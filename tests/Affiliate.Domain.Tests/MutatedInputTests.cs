using System.Text;
using System.Text.Json;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Imports;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts.Settlement;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules.Parsing;
using Affiliate.Domain.Tests.Payouts.Settlement;
using Affiliate.Domain.Tests.Rules;
using Testing;

namespace Affiliate.Domain.Tests;

/// <summary>
/// Readers of what others write, given good input that is changed a little: they read it or say what is wrong, and never
/// fail. The seeds are fixed, so each run has the same input.
/// </summary>
public sealed class MutatedInputTests
{
    private const int Texts = 5_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_rule_book_is_read_or_all_its_errors_are_reported(int seed)
    {
        var mutations = new Mutations(seed);
        var read = 0;
        for (var number = 0; number < Texts; number++)
        {
            var text = mutations.OfJson(SampleDocument.Text);
            if (ParseOf(text) is not { } document)
            {
                continue;
            }

            using (document)
            {
                var (book, errors) = RuleBookParser.Parse(document.RootElement);
                Assert.True(book is null == errors.Count > 0, text);
                Assert.All(errors, error => Assert.False(string.IsNullOrWhiteSpace(error.Message), text));
                read += book is null ? 0 : 1;
            }
        }

        Assert.InRange(read, 1, Texts - 1);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void A_returns_file_of_a_bank_is_read_or_refused_with_its_problem(int seed)
    {
        var good = Encoding.Latin1.GetString(
            ReturnFiles.Bytes(ReturnFiles.Lines(ReturnFiles.Return("R03", 1), ReturnFiles.Change("C01", 2, "99887766")))
        );
        AssertReadOrRefused(seed, good, text => NachaReturnReader.Read(Encoding.Latin1.GetBytes(text)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void A_status_report_of_a_bank_is_read_or_refused_with_its_problem(int seed) =>
        AssertReadOrRefused(
            seed,
            PaymentStatusReaderTests.Report(PaymentStatusReaderTests.Payments, "PART"),
            text => PaymentStatusReader.Read(Encoding.UTF8.GetBytes(text))
        );

    [Fact]
    public void A_value_that_is_accepted_is_written_as_it_was_read()
    {
        AssertValues<Currency>("USD");
        AssertValues<CountryCode>("DE");
        AssertValues<Percentage>("12.5");
        AssertValues<Period>("2026-11");
        AssertValues<ProgramSlug>("demo-partners");
        AssertValues<PartnerId>("prt_01q5zs2fctayf0vy7egcghx9nf");
        AssertValues<CommissionId>("com_01q5zs2fctayf0vy7egcghx9nf");
        AssertValues<CustomerId>("customer-1");
        AssertValues<EventId>("event-1");
        AssertValues<InvoiceId>("invoice-1");
    }

    [Fact]
    public void Amounts_dates_and_addresses_are_read_or_not()
    {
        var mutations = new Mutations(8);
        for (var number = 0; number < Texts; number++)
        {
            var amount = mutations.OfText("1234.50");
            if (WrittenAmount.Read(amount, Currency.Parse("USD")) is { } minor)
            {
                Assert.Equal(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture) * 100, minor);
            }

            var date = mutations.OfText("2025-03-31T10:00:00Z");
            Assert.True(WrittenDate.Read(date) is null or { Year: >= 1 }, date);
            var address = mutations.OfText("Pat.Long+news@Mail.Example.co.uk");
            Assert.True(Mailbox.AreSame(address, address), address);
            Assert.False(
                EmailDomains.Of(address) is { } domain && domain.Contains('@', StringComparison.Ordinal),
                address
            );
            var host = mutations.OfText("www.example.co.uk");
            Assert.True(CompanyDomain.Of(host) is null || CompanyDomain.AreSame(host, host), host);
        }
    }

    private static void AssertReadOrRefused(int seed, string good, Func<string, SettlementReading> read)
    {
        var mutations = new Mutations(seed);
        var refused = 0;
        for (var number = 0; number < Texts; number++)
        {
            var text = mutations.OfText(good);
            var reading = read(text);
            if (reading.Problem is { } problem)
            {
                Assert.Empty(reading.Lines);
                Assert.False(string.IsNullOrWhiteSpace(problem.Message), text);
                refused++;
            }
        }

        Assert.InRange(refused, 1, Texts - 1);
    }

    private static void AssertValues<T>(string good)
        where T : struct, ITextValue<T>
    {
        var mutations = new Mutations(7);
        Assert.True(T.TryParse(good, out _));
        for (var number = 0; number < Texts; number++)
        {
            var text = mutations.OfText(good);
            if (T.TryParse(text, out var value))
            {
                Assert.Equal(text, value.Value);
                Assert.Equal(value, JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value)));
            }
        }
    }

    // What is no JSON, or has half of a surrogate pair, does not reach the parser.
    private static JsonDocument? ParseOf(string text)
    {
        if (text.Contains("\\ud800", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
