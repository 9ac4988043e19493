using Affiliate.Pages.Models;

namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>Keeps a record of the e-mails that the provider has refused, so that a person can correct the address.</summary>
public interface IRefusedEmails
{
    /// <summary>Records a refused e-mail. An e-mail that is refused again is recorded once.</summary>
    Task RecordAsync(RefusedEmail refused, CancellationToken cancellationToken);
}

/// <summary>An e-mail that the provider has refused for good.</summary>
/// <param name="Program">The slug of the program; null for an e-mail of no program.</param>
/// <param name="Key">The key of the e-mail; see <see cref="MailMessage.Key"/>.</param>
/// <param name="Kind">The kind of the e-mail.</param>
/// <param name="Reason">The answer of the provider without personal data, as a sentence.</param>
public sealed record RefusedEmail(string? Program, string Key, EmailKind Kind, string Reason);
