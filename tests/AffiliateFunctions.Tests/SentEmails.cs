using AffiliateFunctions.Infrastructure.Email;

namespace AffiliateFunctions.Tests;

/// <summary>
/// Keeps the sent e-mails by their keys, as the provider does with an idempotency key: the first of a key is the one.
/// </summary>
internal sealed class SentEmails : IMailer
{
    public SortedDictionary<string, MailMessage> ByKey { get; } = new(StringComparer.Ordinal);

    public Task SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        ByKey.TryAdd(message.Key, message);
        return Task.CompletedTask;
    }
}
