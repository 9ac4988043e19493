using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// The names of the function keys. The platform does not pass the name of a key on to the app, so each name is set
/// together with the SHA-256 of its key, as <c>Callers__Names__crm</c>.
/// </summary>
public sealed record CallerOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Callers";

    private const int HashDigits = 64;

    /// <summary>The SHA-256 of each named key, in hexadecimal, by the name.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Names
            .Where(named => named.Value.Length != HashDigits || !named.Value.All(char.IsAsciiHexDigit))
            .Select(named => new ValidationResult(
                "it must be the SHA-256 of the key in hexadecimal, for example of \"printf %s KEY | sha256sum\".",
                [$"{nameof(Names)}__{named.Key}"]
            ));
}
