using System.Globalization;
using Affiliate.Pages.Models;
using AffiliateFunctions.Adjustments.Activities;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Adjustments.OpeningBalances;

/// <summary>Informs the person who prepared opening balances about the decision.</summary>
public sealed class MailOpeningBalancesDecision(IPrograms programs, AdjustmentStore adjustments, EmailSender emails)
{
    /// <inheritdoc cref="MailOpeningBalancesDecision"/>
    [Function(nameof(MailOpeningBalancesDecision))]
    public async Task RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var (key, outcome) = (input.Key, input.Outcome);
        var balances = await adjustments.PrepareBatchAsync(key.Program, key.Batch, cancellationToken);
        if (balances[0].PreparedBy is not { } preparer)
        {
            return;
        }

        var program = await programs.FindAsync(key.Program, cancellationToken);
        var (verdict, text) = WordsOf(outcome);
        await emails.SendAsync(
            $"opening-balances:{key.Program}:{key.Batch}",
            preparer,
            new EmailMessage
            {
                Kind = EmailKind.OpeningBalancesDecided,
                Subject = $"Opening balances: {verdict}",
                Brand = program?.Brand() ?? new Brand(key.Program.Value),
                Recipient = preparer,
                Paragraphs = [text],
                Facts =
                [
                    new Fact("Import", key.Batch),
                    new Fact("Partners", balances.Count.ToString("N0", CultureInfo.InvariantCulture)),
                    new Fact(
                        "Total",
                        AdjustmentWords.Amount(balances[0], balances.Sum(balance => balance.Amount!.Value))
                    ),
                    .. outcome.Reason is { } reason
                        ? [new Fact("Reason of the decision", reason)]
                        : Array.Empty<Fact>(),
                ],
            },
            cancellationToken
        );
    }

    private static (string Verdict, string Text) WordsOf(ApprovalOutcome outcome) =>
        outcome.Decision switch
        {
            PrepareAdjustmentApproval.Approve => (
                "approved",
                $"{outcome.Actor} has approved them; the amounts are posted."
            ),
            PrepareAdjustmentApproval.Expired => (
                "expired",
                "Nobody has decided in time. Nothing was changed; send the file again if it is still needed."
            ),
            _ => ("rejected", $"{outcome.Actor} has rejected them. Nothing was changed."),
        };

    /// <summary>The balances, and the outcome of their approval.</summary>
    public sealed record Input(OpeningBalancesKey Key, ApprovalOutcome Outcome);
}
