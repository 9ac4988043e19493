using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.Sepa;

namespace Affiliate.Domain.Tests.Payouts.Files;

/// <summary>Writes files of one originator, reads them and finds what was refused.</summary>
internal static class SepaFiles
{
    public static readonly SepaOriginator Debtor = new(
        "Acme Software GmbH",
        Instructions.Account("NL91ABNA0417164300"),
        Instructions.BicOf("ABNANL2A")
    );

    public static readonly SepaFileSettings Settings = new(
        "ACME-202611-SEPA",
        new DateTimeOffset(2026, 12, 1, 9, 30, 5, TimeSpan.FromHours(1)),
        new DateOnly(2026, 12, 3)
    );

    public static (PaymentFileResult Result, BufferedPaymentFiles Sink) Write(
        SepaOriginator debtor,
        SepaFileSettings settings,
        params PaymentInstruction[] instructions
    )
    {
        var sink = new BufferedPaymentFiles();
        return (Written.Sepa(debtor, settings, instructions, sink), sink);
    }

    public static PainReader Read(BufferedPaymentFiles sink) => PainReader.Read(sink.Files.Single().Content);

    public static System.Xml.Linq.XElement Single(PaymentInstruction instruction)
    {
        var (result, sink) = Write(Debtor, Settings, instruction);
        Assert.Empty(result.Refused);
        return Read(sink).Transfers.Single();
    }

    public static void AssertRefused(PaymentInstruction instruction, string field)
    {
        var (result, sink) = Write(Debtor, Settings, instruction);
        Assert.Equal(field, result.Refused.Single().Field);
        Assert.Empty(sink.Files);
    }
}
