using System.Collections.Concurrent;
using Affiliate.Pages;
using AffiliateFunctions.Infrastructure.Email;
using Microsoft.Extensions.Logging.Abstractions;

namespace AffiliateFunctions.Tests;

/// <summary>Makes senders of e-mails that use a mailer of a test.</summary>
internal static class EmailSenders
{
    /// <summary>A sender that keeps refused e-mails nowhere, unless the test gives a place for them.</summary>
    public static EmailSender Of(IMailer mailer, IRefusedEmails? refusals = null) =>
        new(
            new PageRenderer(NullLoggerFactory.Instance),
            mailer,
            refusals ?? new KeptRefusals(),
            NullLogger<EmailSender>.Instance
        );
}

/// <summary>Keeps the refused e-mails in memory.</summary>
internal sealed class KeptRefusals : IRefusedEmails
{
    private readonly ConcurrentDictionary<string, RefusedEmail> refused = new(StringComparer.Ordinal);

    /// <summary>The refused e-mails in the order of their keys.</summary>
    public IReadOnlyList<RefusedEmail> All => [.. refused.Values.OrderBy(email => email.Key, StringComparer.Ordinal)];

    public Task RecordAsync(RefusedEmail email, CancellationToken cancellationToken)
    {
        refused.TryAdd(email.Key, email);
        return Task.CompletedTask;
    }
}
