using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Store;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>A webhook with a verified signature, as it was received.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Program">The program.</param>
/// <param name="Envelope">The id and type of the event, and whether it is a test.</param>
/// <param name="Body">The body.</param>
/// <param name="At">When it was received.</param>
internal sealed record ReceivedWebhook(
    IWebhookProvider Provider,
    ProgramSlug Program,
    WebhookEnvelope Envelope,
    byte[] Body,
    DateTimeOffset At
)
{
    /// <summary>Returns the record of the webhook, or of a part of it, that is ignored.</summary>
    /// <param name="part">The part; null for the whole webhook.</param>
    /// <param name="reason">Why it is ignored.</param>
    /// <param name="number">The number of the part when there are several, or null.</param>
    public IgnoredEvent Ignored(ProviderEvent? part, string reason, int? number)
    {
        var id =
            part is null || (part.Body is not null && Envelope.Id is not null)
                ? IgnoredEvents.IdOf(Provider.Name, number is null ? Envelope.Id : $"{Envelope.Id}:{number}", Body)
            : EventId.TryParse(part.Id, out var own) ? own
            : IgnoredEvents.IdOf(Provider.Name, id: null, Encoding.UTF8.GetBytes(part.Id));
        return new IgnoredEvent(
            id,
            Provider.Name,
            Envelope.Type ?? part?.Type.ToString().ToLowerInvariant(),
            reason,
            At
        );
    }
}
