using Affiliate.Pages.Models;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Adjustments.Activities;

/// <summary>
/// Informs the person who prepared an adjustment about the decision. Who approved an adjustment that could not be
/// carried out is informed too.
/// </summary>
public sealed class MailPreparer(
    IPrograms programs,
    AdjustmentStore adjustments,
    AdjustmentContent content,
    EmailSender emails
)
{
    /// <inheritdoc cref="MailPreparer"/>
    [Function(nameof(MailPreparer))]
    public async Task RunAsync([ActivityTrigger] AdjustmentKey key, CancellationToken cancellationToken)
    {
        var adjustment = await adjustments.RequireAsync(key, cancellationToken);
        string?[] recipients =
        [
            adjustment.PreparedBy,
            adjustment.Status == AdjustmentStatus.NotApplied ? adjustment.Decision!.Actor : null,
        ];
        foreach (var recipient in recipients.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase))
        {
            await SendAsync(adjustment, recipient, cancellationToken);
        }
    }

    private async Task SendAsync(StoredAdjustment adjustment, string recipient, CancellationToken cancellationToken)
    {
        var program = await programs.FindAsync(adjustment.Program, cancellationToken);
        var (verdict, text) = WordsOf(adjustment);
        var name = await content.NameAsync(adjustment, cancellationToken);
        var what = AdjustmentWords.NameOf(adjustment.Kind);
        await emails.SendAsync(
            $"adjustment:{adjustment.Program}:{adjustment.Id}:{StoredJson.NameOf(adjustment.Status)}",
            recipient,
            new EmailMessage
            {
                Kind = EmailKind.AdjustmentDecided,
                Subject = $"{what} for {name}: {verdict}",
                Brand = program?.Brand() ?? new Brand(adjustment.Program.Value),
                Recipient = recipient,
                Paragraphs = [text],
                Facts =
                [
                    new Fact("Adjustment", adjustment.Id.Value),
                    .. adjustment.Amount is { } amount
                        ? [new Fact("Amount", AdjustmentWords.Amount(adjustment, amount))]
                        : Array.Empty<Fact>(),
                    .. adjustment.Customer is { } customer
                        ? [new Fact("Customer", customer.Value)]
                        : Array.Empty<Fact>(),
                    .. adjustment.Commission is { } commission
                        ? [new Fact("Commission", commission.Value)]
                        : Array.Empty<Fact>(),
                    new Fact("Reason", adjustment.Reason),
                    .. adjustment.Decision!.Reason is { } reason
                        ? [new Fact("Reason of the decision", reason)]
                        : Array.Empty<Fact>(),
                ],
            },
            cancellationToken
        );
    }

    private static (string Verdict, string Text) WordsOf(StoredAdjustment adjustment) =>
        adjustment.Status switch
        {
            AdjustmentStatus.Approved => (
                "approved",
                $"{adjustment.Decision!.Actor} has approved it; it is carried out."
            ),
            AdjustmentStatus.Rejected => (
                "rejected",
                $"{adjustment.Decision!.Actor} has rejected it. Nothing was changed."
            ),
            AdjustmentStatus.Expired => (
                "expired",
                "Nobody has decided in time. Nothing was changed; send the request again if it is still needed."
            ),
            AdjustmentStatus.NotApplied => (
                "not carried out",
                $"It was approved too late, and nothing was changed. {adjustment.NotAppliedBecause}"
            ),
            _ => throw new InvalidOperationException($"The adjustment {adjustment.Id} is not decided."),
        };
}
