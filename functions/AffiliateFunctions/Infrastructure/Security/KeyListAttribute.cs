using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>Validates a setting of one or several keys in base64, separated by commas.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KeyListAttribute : ValidationAttribute
{
    private const string Form =
        "it must be 32 random bytes in base64, for example of \"openssl rand -base64 32\"; several keys are separated by "
        + "commas, the newest first.";

    private const int LeastBytes = 32;

    /// <summary>Whether a key has exactly 32 bytes, as AES-256 needs; otherwise it may have more.</summary>
    public bool IsExact { get; init; }

    /// <summary>Whether the setting can be left out.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether the setting has one key only.</summary>
    public bool IsSingle { get; init; }

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var text = value as string ?? string.Empty;
        return FaultOf(text) is { } fault ? new ValidationResult(fault, [validationContext.MemberName!]) : null;
    }

    private string? FaultOf(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return IsOptional ? null : Form;
        }

        var parts = SecurityKey.Parts(text);
        for (var number = 0; number < parts.Length; number++)
        {
            if (!IsKey(parts[number]))
            {
                return parts.Length == 1 ? Form : $"of its {parts.Length} keys, number {number + 1} is wrong: {Form}";
            }
        }

        if (IsSingle && parts.Length > 1)
        {
            return "it must be one key without a comma.";
        }

        return parts.Distinct(StringComparer.Ordinal).Count() == parts.Length ? null : "it names one key twice.";
    }

    private bool IsKey(string text) =>
        Base64.IsValid(text, out var bytes) && (IsExact ? bytes == LeastBytes : bytes >= LeastBytes);
}
