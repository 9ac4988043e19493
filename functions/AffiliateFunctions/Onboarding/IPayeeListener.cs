using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding;

/// <summary>
/// Learns that a partner can no longer be paid as somebody may have approved: its payout details or its status have
/// changed. A call can be repeated.
/// </summary>
public interface IPayeeListener
{
    /// <summary>Acts on the change.</summary>
    /// <param name="partner">The partner after the change.</param>
    /// <param name="orchestrations">The durable client.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task ChangedAsync(Partner partner, DurableTaskClient orchestrations, CancellationToken cancellationToken);
}
