using System.Collections.Concurrent;
using AffiliateFunctions.Infrastructure.Email;

namespace AffiliateFunctions.Tests;

/// <summary>
/// Keeps the sent e-mails, as the provider does with an idempotency key: the first of a key to a recipient.
/// </summary>
internal sealed class SentEmails : IMailer
{
    private readonly ConcurrentDictionary<string, MailMessage> sent = new(StringComparer.Ordinal);

    /// <summary>The sent e-mails in the order of their keys. E-mails may be sent at the same time.</summary>
    public IReadOnlyList<MailMessage> Sent =>
        [.. sent.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)];

    /// <summary>The addresses to which the provider sends nothing.</summary>
    public ConcurrentDictionary<string, bool> RefusedAddresses { get; } = new(StringComparer.Ordinal);

    public Task SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        if (RefusedAddresses.ContainsKey(message.To))
        {
            throw new EmailRefusedException($"{message.To} is no address.", "SendGrid answered 400.");
        }

        sent.TryAdd($"{message.Key} {message.To}", message);
        return Task.CompletedTask;
    }
}
