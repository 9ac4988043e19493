using System.Globalization;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// Limits the e-mails that ask a mailbox to confirm its address, over all programs. Anyone can enter a stranger's
/// address in a public form, so the count is stored: it survives restarts, and all instances share it. The table
/// <c>mailboxes</c> has one row for each mailbox, under a keyed hash of the address.
/// </summary>
public sealed class ConfirmationQuota(
    StorageTables tables,
    EmailKey emails,
    IOptions<ApplicationOptions> options,
    TimeProvider clock
)
{
    internal const string Table = "mailboxes";

    private const string Row = "confirmations";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private TableDocuments<SentConfirmations> Mailboxes => new(tables[Table]);

    /// <summary>The limits, for the timeline of an application.</summary>
    public string Sentence =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"No e-mail was sent: an address that nobody confirms receives at most "
                + $"{options.Value.ConfirmationsPerDay} e-mails in a day and {options.Value.Confirmations} in all."
        );

    /// <summary>Counts an e-mail. Returns false if the mailbox may not receive it.</summary>
    /// <param name="email">The address.</param>
    /// <param name="mail">The key of the e-mail. An e-mail that is sent again after a fault is counted once.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<bool> TryCountAsync(string email, string mail, CancellationToken cancellationToken)
    {
        var isAllowed = false;
        await Mailboxes.ChangeAsync(
            KeyOf(email),
            stored =>
            {
                var sent = stored ?? new SentConfirmations([], ConfirmedAt: null);
                var counted = sent.With(mail, clock.GetUtcNow(), Day, options.Value);
                isAllowed = counted is not null;
                return counted ?? sent;
            },
            cancellationToken
        );
        return isAllowed;
    }

    /// <summary>
    /// Begins the count of all e-mails anew, because the owner of the mailbox has confirmed an address. The count of
    /// the day stays.
    /// </summary>
    public Task ConfirmAsync(string email, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return Mailboxes.ChangeAsync(KeyOf(email), stored => stored?.Confirmed(now, Day), cancellationToken);
    }

    private DocumentKey KeyOf(string email) =>
        new(emails.MailboxOf(email), Row, "the confirmations that one mailbox was asked for");

    /// <summary>The e-mails that asked one mailbox to confirm its address.</summary>
    /// <param name="Mails">The e-mails since the last confirmation, and those of the day before it.</param>
    /// <param name="ConfirmedAt">The last confirmation, or null.</param>
    internal sealed record SentConfirmations(IReadOnlyList<SentConfirmation> Mails, DateTimeOffset? ConfirmedAt)
    {
        /// <summary>The e-mails with one more; the same if it is counted already; null beyond a limit.</summary>
        public SentConfirmations? With(string mail, DateTimeOffset now, TimeSpan day, ApplicationOptions limits) =>
            Mails.Any(sent => sent.Mail == mail) ? this
            : Mails.Count(sent => sent.At > now - day) >= limits.ConfirmationsPerDay ? null
            : Mails.Count(sent => !(sent.At <= ConfirmedAt)) >= limits.Confirmations ? null
            : this with { Mails = [.. Mails, new SentConfirmation(mail, now)] };

        /// <summary>The e-mails of the last day, after which the count of all begins anew.</summary>
        public SentConfirmations Confirmed(DateTimeOffset now, TimeSpan day) =>
            new([.. Mails.Where(sent => sent.At > now - day)], now);
    }

    /// <summary>An e-mail that asked for a confirmation.</summary>
    /// <param name="Mail">The key of the e-mail.</param>
    /// <param name="At">When it was sent.</param>
    internal sealed record SentConfirmation(string Mail, DateTimeOffset At);
}
