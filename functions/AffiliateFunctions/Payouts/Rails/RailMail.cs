using System.Security.Cryptography;
using System.Text;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Payouts.Rails;

/// <summary>Informs finance about a batch that a provider does not accept, or does not report on completely.</summary>
public sealed class RailMail(IPrograms programs, EmailSender emails)
{
    private const int HashLength = 12;

    /// <summary>Sends the e-mail. The same problem has the same key.</summary>
    internal async Task SendAsync(StoredCycle cycle, CycleFile batch, CancellationToken cancellationToken)
    {
        if (await programs.FindAsync(cycle.Program, cancellationToken) is not { Charter.Finance: { } finance } program)
        {
            return;
        }

        await emails.SendAsync(
            $"cycle:{cycle.Program}:{cycle.Period}:{cycle.Attempt}:{batch.Name}:{KeyOf(batch)}",
            finance.Email,
            new EmailMessage
            {
                Kind = EmailKind.ProviderBatchProblem,
                Subject =
                    $"The payments of {cycle.Period} of {program.Name} by {PayoutRails.TitleOf(batch.Rail)} need your attention",
                Brand = program.Brand(),
                Recipient = finance.Name,
                Paragraphs = [batch.Problem!, NextOf(cycle, batch)],
                Facts =
                [
                    new Fact("Batch", batch.BatchId ?? "not known"),
                    new Fact("Payouts", $"{batch.Payouts} of {cycle.AmountText(batch.Total)}"),
                ],
            },
            cancellationToken
        );
    }

    private static string KeyOf(CycleFile batch) =>
        $"{StoredJson.NameOf(batch.State!.Value)}:"
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(batch.Problem!)))[..HashLength];

    private static string NextOf(StoredCycle cycle, CycleFile batch) =>
        batch.State switch
        {
            BatchState.Refused => "None of these payments was made. Please stop the batch with "
                + $"`POST …/cycles/{cycle.Period}/files/{batch.Name}/stop`, after which the amounts are payable again, "
                + "or import the payments as paid if you pay them in another way.",
            BatchState.Unclear => "The amounts stay reserved. Please look the payments up at the provider, and import "
                + "their results as the settlement of the cycle.",
            BatchState.Sent => "The amounts of payments without a result stay reserved. The provider is asked again "
                + "every hour, later every day.",
            _ =>
                "The amounts stay reserved. The same batch is sent again every hour, later every day; the provider does "
                    + "not pay it twice. A batch that the provider has always rejected can be stopped with "
                    + $"`POST …/cycles/{cycle.Period}/files/{batch.Name}/stop`; its amounts are then payable again.",
        };
}
