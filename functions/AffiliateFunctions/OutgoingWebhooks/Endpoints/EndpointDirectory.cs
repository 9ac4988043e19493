using System.Collections.Concurrent;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>
/// Caches the enabled endpoints of programs for some seconds, so that publishing needs no request to storage. Another
/// instance of the app sees a new endpoint with the same delay.
/// </summary>
public sealed class EndpointDirectory(EndpointStore endpoints, TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<
        ProgramSlug,
        (DateTimeOffset Until, IReadOnlyList<WebhookEndpoint> Enabled)
    > known = new();

    /// <summary>Returns the enabled endpoints of the program.</summary>
    public async ValueTask<IReadOnlyList<WebhookEndpoint>> EnabledAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (known.TryGetValue(program, out var remembered) && remembered.Until > now)
        {
            return remembered.Enabled;
        }

        var enabled = await endpoints
            .ListAsync(program, withRemoved: false, cancellationToken: cancellationToken)
            .Where(endpoint => endpoint.Enabled)
            .ToListAsync(cancellationToken);
        known[program] = (now + Remembered, enabled);
        return enabled;
    }

    /// <summary>Discards the cached endpoints, because one was changed by this instance.</summary>
    public void Forget(ProgramSlug program) => known.TryRemove(program, out _);
}
