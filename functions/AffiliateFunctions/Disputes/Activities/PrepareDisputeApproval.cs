using Affiliate.Domain.Monetary;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Disputes.Activities;

/// <summary>Makes the request by which the owner decides a dispute, and stores how a granted one is put right.</summary>
public sealed class PrepareDisputeApproval(
    DisputeStore disputes,
    IPrograms programs,
    DisputeContent content,
    IApprovals approvals,
    TimeProvider clock
)
{
    /// <summary>The decision that the partner is right.</summary>
    public const string Grant = "grant";

    /// <summary>The decision that everything stays as it is.</summary>
    public const string Uphold = "uphold";

    /// <summary>The outcome when nobody decides in time.</summary>
    public const string Expired = "expired";

    /// <summary>The name of the field with the amount of the correction.</summary>
    public const string AmountInput = "amount";

    /// <inheritdoc cref="PrepareDisputeApproval"/>
    [Function(nameof(PrepareDisputeApproval))]
    public async Task<ApprovalRequest> RunAsync([ActivityTrigger] DisputeKey key, CancellationToken cancellationToken)
    {
        var dispute = await disputes.RequireAsync(key, cancellationToken);
        var program = await programs.FindAsync(key.Program, cancellationToken);
        var charter =
            program?.Charter ?? throw new InvalidOperationException($"The program {key.Program} has no charter.");
        var shown = await content.OfAsync(program, dispute, cancellationToken);

        // A repeated step does not change what the person who is asked has seen.
        dispute = await disputes.ChangeAsync(
            key,
            stored => stored.Remedy is null ? stored with { Remedy = shown.Remedy } : null,
            cancellationToken
        );
        var request = new ApprovalRequest
        {
            Id = dispute.ApprovalId,
            Program = key.Program,
            Kind = ApprovalKinds.Dispute,
            Subject = $"Decide a dispute about {DisputeWords.NameOf(dispute.Kind)} ({dispute.Partner})",
            Facts = shown.Facts,
            Sections = shown.Sections,
            Options =
            [
                new(Grant, LabelOf(dispute.Remedy!.Value)) { NoteRequired = true },
                new(Uphold, "Leave it as it is") { NoteRequired = true },
            ],
            NoteRecipient = "the partner",
            Inputs = InputsOf(dispute.Remedy.Value, Currency.Parse(program.Currency)),
            Owner = charter.Owner,
            Backup = charter.BackupOwner,
            RemindAfter = TimeSpan.FromDays(2),
            EscalateAfter = TimeSpan.FromDays(5),
            ExpireAfter = TimeSpan.FromDays(30),
            DecisionOnExpiry = Expired,
        };
        return await approvals.PrepareAsync(request, clock.GetUtcNow(), cancellationToken);
    }

    private static string LabelOf(DisputeRemedy remedy) =>
        remedy switch
        {
            DisputeRemedy.Release => "Grant: release the held commission",
            DisputeRemedy.Touch => "Grant: record the partner's touch, and let the rules decide the sale anew",
            _ => "Grant: ask for a correction, which a second person approves",
        };

    private static IReadOnlyList<ApprovalInput> InputsOf(DisputeRemedy remedy, Currency currency) =>
        remedy == DisputeRemedy.Correction
            ?
            [
                new(
                    AmountInput,
                    $"Amount of the correction in {currency.Value}",
                    "with a granted dispute; the amount that the partner gets in addition",
                    DisputeWords.PatternOf(currency),
                    "Give the amount above 0 with a point before the decimals, such as 12.50."
                )
                {
                    IsRequired = true,
                },
            ]
            : [];
}
