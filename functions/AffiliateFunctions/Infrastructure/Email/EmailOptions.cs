using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>The sender of the e-mails.</summary>
internal sealed record EmailOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Email";

    /// <summary>The sender's address; SendGrid must have verified it.</summary>
    [Required, EmailAddress]
    public string From { get; init; } = string.Empty;

    /// <summary>The sender's name.</summary>
    [Required]
    public string FromName { get; init; } = string.Empty;
}

/// <summary>The connection to SendGrid.</summary>
internal sealed record SendGridOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SendGrid";

    /// <summary>The API key, which is a secret.</summary>
    [Required]
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
                "SendGrid:BaseUrl must begin with https://, except on this machine.",
                [nameof(BaseUrl)]
            );
        }
    }
}
