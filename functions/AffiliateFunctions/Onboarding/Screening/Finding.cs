using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>A fact about an application that the person who decides should know.</summary>
/// <param name="Code">The kind of fact, such as <c>disposable_email</c>, for rules.</param>
/// <param name="Severity">How much the fact speaks against the applicant.</param>
/// <param name="Words">The fact in one sentence.</param>
public sealed record Finding(string Code, FindingSeverity Severity, string Words)
{
    private const string Ban = "banned_";

    /// <summary>The system that reported the finding; null for the application's own screens.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>The partners that the finding is about; null when it is about the applicant alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PartnerId>? Partners { get; init; }

    /// <summary>Whether the program has banned the applicant.</summary>
    [JsonIgnore]
    public bool IsBan => Source is null && Code.StartsWith(Ban, StringComparison.Ordinal);

    /// <summary>The finding that the program has banned something of the applicant.</summary>
    internal static Finding Banned(string kind, string subject, string reason) =>
        new(Ban + kind, FindingSeverity.Serious, $"{subject} is on the program's banned list: {reason}");

    /// <summary>The finding without the sentence, which can name the applicant.</summary>
    internal Finding WithoutPerson() => this with { Words = "Erased", Partners = null };
}

/// <summary>How much a finding speaks against the applicant.</summary>
public enum FindingSeverity
{
    /// <summary>For information: many honest applicants have it.</summary>
    Info,

    /// <summary>Needs a look before the application is approved.</summary>
    Warning,

    /// <summary>Speaks strongly against the application.</summary>
    Serious,
}
