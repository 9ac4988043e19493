using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>The sender of the e-mails.</summary>
internal sealed record EmailOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Email";

    private const string FromForm = "it must be the e-mail address of a sender that SendGrid has verified.";

    /// <summary>The sender's address; SendGrid must have verified it.</summary>
    [Required(ErrorMessage = FromForm), EmailAddress(ErrorMessage = FromForm)]
    public string From { get; init; } = string.Empty;

    /// <summary>The sender's name.</summary>
    [Required(ErrorMessage = "it must be the name that recipients see as the sender.")]
    public string FromName { get; init; } = string.Empty;
}

/// <summary>The connection to SendGrid.</summary>
internal sealed record SendGridOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SendGrid";

    /// <summary>The API key, which is a secret.</summary>
    [Required(ErrorMessage = "it must be an API key of SendGrid with the right to send mail.")]
    public string ApiKey { get; init; } = string.Empty;

    /// <summary>The base address of the API; SendGrid's own by default.</summary>
    [Required, Url]
    public string BaseUrl { get; init; } = "https://api.sendgrid.com";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (
            Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address)
            && address.Scheme != Uri.UriSchemeHttps
            && !address.IsLoopback
        )
        {
            yield return new ValidationResult(
                "it must begin with https://, except on this machine.",
                [nameof(BaseUrl)]
            );
        }
    }
}
