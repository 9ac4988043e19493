using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.OutgoingWebhooks;

/// <summary>Configures which hosts may be called although they are not public.</summary>
public sealed record WebhooksOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Webhooks";

    /// <summary>
    /// Hosts, each with or without a port, separated by commas, that may be called by http and at addresses that are
    /// not public. This is for local development and tests; leave it empty in the cloud.
    /// </summary>
    public string AllowedHosts { get; init; } = string.Empty;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Hosts
            .Where(host => !Infrastructure.Http.WebAddress.IsHost(host))
            .Select(host => new ValidationResult(
                $"Webhooks:AllowedHosts names '{host}'; give hosts such as localhost or 127.0.0.1:8080, separated "
                    + "by commas.",
                [nameof(AllowedHosts)]
            ));

    /// <summary>Whether the host may be called regardless of its address.</summary>
    public bool Allows(string host, int port) =>
        Hosts.Any(allowed =>
            allowed.Equals(host, StringComparison.OrdinalIgnoreCase)
            || allowed.Equals($"{host}:{port}", StringComparison.OrdinalIgnoreCase)
        );

    private string[] Hosts =>
        AllowedHosts.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
