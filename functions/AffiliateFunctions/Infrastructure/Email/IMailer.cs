using Affiliate.Pages.Models;

namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>Sends e-mails. Only activities and queue functions call it, because they retry faults.</summary>
public interface IMailer
{
    /// <summary>Passes the e-mail to the provider.</summary>
    /// <exception cref="HttpRequestException">
    /// The provider rejected the call or could not be reached. A later attempt can succeed.
    /// </exception>
    /// <exception cref="EmailRefusedException">The provider refuses this e-mail, also when it is sent again.</exception>
    Task SendAsync(MailMessage message, CancellationToken cancellationToken);
}

/// <summary>An e-mail.</summary>
/// <param name="Key">The key of the e-mail, such as <c>approval:…:reminder</c>. An e-mail that is sent again after a
/// fault has the same key.</param>
/// <param name="Kind">The kind, by which the provider counts e-mails.</param>
/// <param name="To">The recipient's address.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Html">The HTML.</param>
public sealed record MailMessage(string Key, EmailKind Kind, string To, string Subject, string Text, string Html);
