namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>Sends mails. Called only where a fault is retried: from activities and queue functions.</summary>
public interface IMailer
{
    /// <summary>Hands the mail to the provider.</summary>
    /// <exception cref="HttpRequestException">The provider refused it or could not be reached.</exception>
    Task SendAsync(MailMessage message, CancellationToken cancellationToken);
}

/// <summary>A mail.</summary>
/// <param name="Key">What it is about, such as <c>approval:…:reminder</c>: a mail that is sent again after a fault
/// bears the same key.</param>
/// <param name="To">The recipient's address.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Html">The HTML.</param>
public sealed record MailMessage(string Key, string To, string Subject, string Text, string Html);
