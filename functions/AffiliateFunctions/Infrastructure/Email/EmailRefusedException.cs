namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>
/// The provider refuses one e-mail for good, because of its address or its content. Sending it again does not help, and
/// other e-mails are not affected.
/// </summary>
/// <param name="message">The answer of the provider, for the log. It may contain the address.</param>
/// <param name="reason">The answer without personal data, as a sentence.</param>
public sealed class EmailRefusedException(string message, string reason) : Exception(message)
{
    /// <summary>The answer of the provider without personal data, as a sentence.</summary>
    public string Reason { get; } = reason;
}
