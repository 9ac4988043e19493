using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners.Activities;

/// <summary>Reports a changed partner to the features that pay it.</summary>
public sealed class ReportPayeeChange(IPartners partners, IEnumerable<IPayeeListener> listeners)
{
    /// <inheritdoc cref="ReportPayeeChange"/>
    [Function(nameof(ReportPayeeChange))]
    public async Task RunAsync(
        [ActivityTrigger] PayeeChange change,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (await partners.FindAsync(change.Program, change.Partner, cancellationToken) is { } partner)
        {
            foreach (var listener in listeners)
            {
                await listener.ChangedAsync(partner, orchestrations, cancellationToken);
            }
        }
    }
}
