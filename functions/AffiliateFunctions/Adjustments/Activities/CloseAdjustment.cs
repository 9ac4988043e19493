using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Adjustments.Activities;

/// <summary>Carries out an approved adjustment, or drops it.</summary>
public sealed class CloseAdjustment(AdjustmentClosing closing)
{
    /// <inheritdoc cref="CloseAdjustment"/>
    [Function(nameof(CloseAdjustment))]
    public Task RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken) =>
        closing.CloseAsync(input.Key, input.Outcome, cancellationToken);

    /// <summary>The adjustment, and the outcome of its approval.</summary>
    public sealed record Input(AdjustmentKey Key, ApprovalOutcome Outcome);
}
