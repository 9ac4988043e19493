using System.Globalization;
using System.Runtime.CompilerServices;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>Lists the batches of held commissions as requests for a decision.</summary>
internal sealed class HeldCommissionApprovals(HeldBatchStore batches) : IDecisionRequests
{
    public async IAsyncEnumerable<DecisionRequest> ListAsync(
        AffiliateProgram program,
        bool onlyOpen,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (program.Charter is not { } charter)
        {
            yield break;
        }

        var listed = onlyOpen
            ? batches.OpenAsync(program.Slug, cancellationToken)
            : batches.ListAsync(program.Slug, cancellationToken);
        await foreach (var batch in listed)
        {
            yield return Of(batch, charter);
        }
    }

    // The backup owner is asked with the third e-mail.
    private static DecisionRequest Of(HeldBatch batch, Charter charter)
    {
        List<(Person, DateTimeOffset)> asked = [(charter.Owner, batch.AskedAt)];
        if (batch.Mails > HeldCommissionRequests.MailsBeforeBackup)
        {
            asked.Add(
                (
                    charter.BackupOwner,
                    batch.AskedAt + HeldCommissionRequests.TimeOf(HeldCommissionRequests.MailsBeforeBackup)
                )
            );
        }

        var count = batch.Commissions.Count;
        return new DecisionRequest(
            $"held-{batch.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
            DecisionRequestKinds.HeldCommissions,
            count == 1 ? "Release or reverse a held commission" : $"Release or reverse {count} held commissions",
            asked,
            batch.AskedAt + HeldCommissionRequests.TimeOf(Math.Max(1, batch.Mails)),
            batch.IsClosed ? OutcomeOf(batch) : null
        );
    }

    // The commissions of a batch can be decided in several steps, or one by one with the key.
    private static DecisionRequestOutcome OutcomeOf(HeldBatch batch)
    {
        var kinds = batch.Decisions.Select(decision => decision.Order.Kind).Distinct().ToList();
        return batch.Decisions is [.., var last]
            ? new DecisionRequestOutcome(
                kinds is [var only] ? StoredJson.NameOf(only) : "several",
                last.Order.Actor,
                last.Order.Reason,
                last.At
            )
            : new DecisionRequestOutcome(
                "elsewhere",
                "key",
                "Every commission was decided without the link.",
                batch.ClosedAt ?? batch.AskedAt
            );
    }
}
