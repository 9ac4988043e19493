using AffiliateFunctions.Infrastructure.Email;

namespace AffiliateFunctions.Tests;

/// <summary>
/// Keeps the sent e-mails, as the provider does with an idempotency key: the first of a key to a recipient.
/// </summary>
internal sealed class SentEmails : IMailer
{
    private readonly SortedDictionary<string, MailMessage> sent = new(StringComparer.Ordinal);

    public IReadOnlyList<MailMessage> Sent => [.. sent.Values];

    public Task SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        sent.TryAdd($"{message.Key} {message.To}", message);
        return Task.CompletedTask;
    }
}
