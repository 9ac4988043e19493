using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Approvals;

/// <summary>One of the <see cref="ApprovalKinds"/>, as a value of a query.</summary>
public readonly record struct ApprovalKind : ITextValue<ApprovalKind>
{
    /// <summary>The kind as text.</summary>
    public string Value
    {
        get => field ?? string.Empty;
        private init;
    }

    /// <inheritdoc/>
    public static string Form => $"one of {string.Join(", ", ApprovalKinds.All)}";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out ApprovalKind result)
    {
        var isKnown = ApprovalKinds.All.Contains(text);
        result = isKnown ? new ApprovalKind { Value = text! } : default;
        return isKnown;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
