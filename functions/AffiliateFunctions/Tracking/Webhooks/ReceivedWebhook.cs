using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Tracking.Store;

namespace AffiliateFunctions.Tracking.Webhooks;

/// <summary>A genuine webhook as it came in.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Program">The program.</param>
/// <param name="Envelope">What it is.</param>
/// <param name="Body">The body.</param>
/// <param name="At">When it came in.</param>
internal sealed record ReceivedWebhook(IWebhookProvider Provider, ProgramSlug Program, WebhookEnvelope Envelope, byte[] Body, DateTimeOffset At)
{
    /// <summary>The webhook, or a part of it, as it is kept once it is ignored.</summary>
    /// <param name="part">The part; null for all of it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="number">The number of the part among several, or null.</param>
    public IgnoredEvent Ignored(ProviderEvent? part, string reason, int? number)
    {
        var id = part is null || (part.Body is not null && Envelope.Id is not null)
            ? IgnoredEvents.IdOf(Provider.Name, number is null ? Envelope.Id : $"{Envelope.Id}:{number}", Body)
            : EventId.TryParse(part.Id, out var own) ? own : IgnoredEvents.IdOf(Provider.Name, id: null, Encoding.UTF8.GetBytes(part.Id));
        return new IgnoredEvent(id, Provider.Name, Envelope.Type ?? part?.Type.ToString().ToLowerInvariant(), reason, At);
    }
}
