using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.Nacha;
using Affiliate.Domain.Payouts.Files.Sepa;
using Affiliate.Domain.Payouts.Settlement;
using Affiliate.Domain.Tests.Payouts.Settlement;
using CsCheck;

namespace Affiliate.Domain.Tests.Payouts.Files;

public sealed class PaymentFileProperties
{
    private static readonly NachaOriginator Originator = new(
        "ACME",
        "1123456789",
        Instructions.Routing("121042882"),
        "BANK",
        "121042882",
        "1123456789",
        "COMMISSION"
    );

    private static readonly NachaFileSettings AchSettings = new(
        new DateTime(2026, 12, 1, 0, 0, 0, DateTimeKind.Unspecified),
        new DateOnly(2026, 12, 3)
    );

    private static readonly SepaOriginator Debtor = new("Acme", Instructions.Account("NL91ABNA0417164300"));

    private static readonly SepaFileSettings SepaSettings = new(
        "ACME",
        DateTimeOffset.UnixEpoch,
        new DateOnly(2026, 12, 3)
    );

    // Letters of many scripts, punctuation, control characters, emoji and lone surrogates.
    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 1, 40],
        Gen.String[
            Gen.OneOf(
                "abcXYZ äöüßñçłЖжЯ中文日本αβγ=+-@&<>\"';:/\\|~_`[]{}()!?%$#*.,\t\r\n\0\u200B\uD83D\uDE00".ToCharArray()
            ),
            0,
            60
        ],
        Gen.String[Gen.Char, 0, 250]
    );

    private static readonly Gen<long> Amount = Gen.OneOf(
        Gen.Long[1, 1_000_000],
        Gen.Long[1, 9_999_999_999],
        Gen.Long[-10, 200_000_000_000]
    );

    private static readonly Gen<string> Id = Gen.Int[1, 200].Select(number => $"pay_202611_{number}");

    private static readonly Gen<string?> Reference = Gen.OneOf(
        Gen.Const((string?)null),
        Name.Select(name => (string?)name)
    );

    private static readonly Gen<PaymentInstruction[]> AchInstructions = Gen.Select(
        Id,
        Name,
        Gen.OneOf("021000021", "322271627", "011401533", "021000012"),
        Gen.OneOf(Gen.String[Gen.Char['0', '9'], 4, 17], Gen.String[Gen.Char.AlphaNumeric, 0, 20]),
        Amount,
        Gen.Bool,
        Gen.Bool,
        Reference,
        (id, name, routing, account, amount, isCompany, isSavings, reference) =>
            Instructions.Ach(
                id,
                name,
                routing,
                account,
                isSavings ? AchAccountType.Savings : AchAccountType.Checking,
                amount,
                isCompany: isCompany,
                reference: reference
            )
    ).Array[0, 40];

    private static readonly Gen<PaymentInstruction[]> SepaInstructions = Gen.Select(
        Id,
        Name,
        Gen.OneOf("DE89370400440532013000", "GB82WEST12345698765432", "TR330006100519786457841326"),
        Amount,
        Gen.OneOf("EUR", "EUR", "EUR", "USD"),
        Reference,
        Gen.Int[0, 3],
        Gen.Select(Name, Name, Gen.OneOf("DE", "de", "NL"), (town, street, country) => (town, street, country)),
        (id, name, iban, amount, currency, reference, day, address) =>
            Instructions.Sepa(
                id,
                name,
                iban,
                day % 2 == 0 ? "COBADEFFXXX" : null,
                amount,
                currency,
                reference,
                day == 0 ? null : new DateOnly(2026, 12, day),
                day == 1 ? Instructions.Address(address.town, address.country, address.street, address.street) : null
            )
    ).Array[0, 40];

    [Fact]
    public void Each_ACH_instruction_is_in_one_file_or_refused_and_every_file_is_valid() =>
        Gen.Select(AchInstructions, Gen.Int[4, 60], Gen.Long[20_000_000_000, 40_000_000_000])
            .Sample(
                (instructions, maxRecords, maxCredits) =>
                {
                    var sink = new BufferedPaymentFiles();
                    var limits = new NachaLimits(maxRecords, maxCredits);
                    var result = Written.Nacha(Originator, AchSettings, instructions, sink, limits);

                    AssertComplete(instructions, result, sink);
                    var entries = sink
                        .Files.SelectMany(file => NachaReader.Read(file.Content).Entries)
                        .ToDictionary(entry => entry.Trace);
                    foreach (var (instruction, payment) in Paid(instructions, sink))
                    {
                        var (entry, account) = (entries[payment.Reference], (AchAccount)instruction.Account);
                        Assert.Equal(account.AccountNumber, entry.AccountNumber);
                        Assert.Equal(account.RoutingNumber.Value, entry.RoutingNumber);
                        Assert.Equal(instruction.Amount, entry.Amount);
                        Assert.Equal(account.Type == AchAccountType.Savings ? "32" : "22", entry.Detail[1..3]);
                    }

                    Assert.Equal(sink.Payments.Count, entries.Count);
                    Assert.All(result.Files, file => Assert.InRange(file.Total, 1, maxCredits));
                },
                iter: 100,
                threads: 1
            );

    [Fact]
    public void Each_SEPA_instruction_is_in_one_file_or_refused_and_every_file_is_valid() =>
        Gen.Select(SepaInstructions, Gen.Int[1, 30])
            .Sample(
                (instructions, maxPayments) =>
                {
                    var sink = new BufferedPaymentFiles();
                    var settings = SepaSettings with { MaxPaymentsPerFile = maxPayments };
                    var result = Written.Sepa(Debtor, settings, instructions, sink);

                    AssertComplete(instructions, result, sink);
                    var transfers = sink
                        .Files.SelectMany(file => PainReader.Read(file.Content).Transfers)
                        .ToDictionary(transfer => PainReader.Text(transfer, "PmtId/EndToEndId")!);
                    foreach (var (instruction, payment) in Paid(instructions, sink))
                    {
                        var (transfer, account) = (transfers[payment.Reference], (SepaAccount)instruction.Account);
                        Assert.Equal(account.Iban.Value, PainReader.Text(transfer, "CdtrAcct/Id/IBAN"));
                        Assert.Equal(
                            (instruction.Amount / 100m).ToString("F2", CultureInfo.InvariantCulture),
                            PainReader.Text(transfer, "Amt/InstdAmt")
                        );
                    }

                    Assert.Equal(sink.Payments.Count, transfers.Count);
                    Assert.All(result.Files, file => Assert.InRange(file.Count, 1, maxPayments));
                },
                iter: 100,
                threads: 1
            );

    [Fact]
    public void No_field_of_a_PayPal_or_Wise_file_begins_like_a_formula() =>
        Gen.Select(
                Id,
                Name,
                Gen.OneOf(Gen.Const("ada@example.com"), Name),
                Amount,
                Reference,
                (id, name, email, amount, reference) => (id, name, email, amount, reference)
            )
            .Array[0, 30]
            .Sample(
                rows =>
                {
                    var paypal = rows.Select(row =>
                            Instructions.PayPal(row.id, row.email, row.amount, reference: row.reference)
                        )
                        .ToArray();
                    var wise = rows.Select(row =>
                            Instructions.Wise(row.id, row.name, row.email, row.amount, reference: row.reference)
                        )
                        .ToArray();
                    var (paypalSink, wiseSink) = (new BufferedPaymentFiles(), new BufferedPaymentFiles());

                    AssertComplete(paypal, Written.PayPal(paypal, paypalSink), paypalSink);
                    AssertComplete(wise, Written.Wise(Currency.Parse("USD"), wise, wiseSink), wiseSink);
                    var fields = paypalSink
                        .Files.Concat(wiseSink.Files)
                        .SelectMany(file => Fields(file.Content))
                        .ToList();
                    Assert.InRange(
                        fields.Count,
                        (paypalSink.Payments.Count * 4) + (wiseSink.Payments.Count * 8),
                        1_000
                    );
                    Assert.All(fields, field => Assert.DoesNotMatch("^[=+@-]", field));
                },
                iter: 100,
                threads: 1
            );

    [Fact]
    public void The_returns_of_a_file_lead_back_to_its_payouts()
    {
        var instructions = Enumerable
            .Range(1, 30)
            .Select(number => Instructions.Ach($"pay_202611_{number}", isCompany: number % 3 == 0))
            .ToArray();
        var sink = new BufferedPaymentFiles();
        Written.Nacha(Originator, AchSettings, instructions, sink);
        var returned = sink.Payments.Where((_, i) => i % 4 == 0).ToList();
        var report = ReturnFiles.Lines([
            .. returned.Select(payment => ReturnFiles.Return("R03", int.Parse(payment.Reference[8..]))),
        ]);

        var lines = NachaReturnReader.Read(ReturnFiles.Bytes(report)).Lines;

        Assert.Equal(8, lines.Count);
        Assert.Equal(
            returned.Select(payment => payment.PayoutId),
            lines.Select(line => sink.Payments.Single(payment => payment.Reference == line.Reference).PayoutId)
        );
    }

    // Each id is written once or refused, and the totals of the files are the sum of what was written.
    private static void AssertComplete(
        PaymentInstruction[] instructions,
        PaymentFileResult result,
        BufferedPaymentFiles sink
    )
    {
        var written = sink.Payments.Select(payment => payment.PayoutId).ToList();
        Assert.Equal(written.Count, written.Distinct().Count());
        Assert.Equal(instructions.Length, written.Count + result.Refused.Count);
        Assert.Equal(written.Count, result.Files.Sum(file => file.Count));
        Assert.Equal(
            Paid(instructions, sink).Sum(paid => paid.Instruction.Amount),
            result.Files.Sum(file => file.Total)
        );
        Assert.Equal(result.Files.Select(file => file.Suffix), sink.Files.Select(file => file.Suffix));
        Assert.All(result.Refused, refusal => Assert.EndsWith(".", refusal.Reason, StringComparison.Ordinal));
    }

    // The first instruction of an id is the one that counts.
    private static IEnumerable<(PaymentInstruction Instruction, PaymentReference Payment)> Paid(
        PaymentInstruction[] instructions,
        BufferedPaymentFiles sink
    )
    {
        var payments = sink.Payments.ToDictionary(payment => payment.PayoutId);
        return instructions
            .DistinctBy(instruction => instruction.PayoutId)
            .Where(instruction => payments.ContainsKey(instruction.PayoutId))
            .Select(instruction => (instruction, payments[instruction.PayoutId]));
    }

    // A reader of RFC 4180 for the tests: quoted fields may contain commas, quotes and line ends.
    private static List<string> Fields(byte[] content)
    {
        var text = Encoding.UTF8.GetString(content);
        return
        [
            .. Regex
                .Matches(text, "(?:\"(?<quoted>(?:[^\"]|\"\")*)\"|(?<plain>[^\",\r\n]*))(?:,|\r\n)")
                .Select(match =>
                    match.Groups["quoted"].Success
                        ? match.Groups["quoted"].Value.Replace("\"\"", "\"", StringComparison.Ordinal)
                        : match.Groups["plain"].Value
                ),
        ];
    }
}
