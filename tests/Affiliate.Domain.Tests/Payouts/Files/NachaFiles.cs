using System.Text;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.Nacha;

namespace Affiliate.Domain.Tests.Payouts.Files;

/// <summary>Writes files of one originator, reads them and finds what was refused.</summary>
internal static class NachaFiles
{
    public static readonly NachaOriginator Originator = new(
        CompanyName: "ACME SOFTWARE",
        CompanyId: "1123456789",
        OdfiRoutingNumber: Instructions.Routing("121042882"),
        OdfiName: "WELLS FARGO BANK",
        ImmediateDestination: "121042882",
        ImmediateOrigin: "1123456789",
        EntryDescription: "COMMISSION"
    );

    public static readonly NachaFileSettings Settings = new(
        new DateTime(2026, 12, 1, 9, 30, 0, DateTimeKind.Unspecified),
        new DateOnly(2026, 12, 3)
    )
    {
        DescriptiveDate = "NOV 26",
    };

    public static (PaymentFileResult Result, BufferedPaymentFiles Sink) Write(
        params PaymentInstruction[] instructions
    ) => Write(new NachaLimits(), instructions);

    public static (PaymentFileResult Result, BufferedPaymentFiles Sink) Write(
        NachaLimits limits,
        PaymentInstruction[] instructions
    )
    {
        var sink = new BufferedPaymentFiles();
        return (Written.Nacha(Originator, Settings, instructions, sink, limits), sink);
    }

    public static NachaReader.Entry Single(PaymentInstruction instruction)
    {
        var (result, sink) = Write(instruction);
        Assert.Empty(result.Refused);
        return NachaReader.Read(sink.Files.Single().Content).Entries.Single();
    }

    public static void AssertRefused(PaymentInstruction instruction, string field)
    {
        var (result, sink) = Write(instruction);
        Assert.Equal(field, result.Refused.Single().Field);
        Assert.Equal(instruction.PayoutId, result.Refused.Single().PayoutId);
        Assert.Empty(result.Files);
        Assert.Empty(sink.Files);
    }

    public static string[] Lines(byte[] content) => Encoding.ASCII.GetString(content).Split("\r\n")[..^1];
}
