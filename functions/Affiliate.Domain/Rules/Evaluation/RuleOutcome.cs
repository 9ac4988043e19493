namespace Affiliate.Domain.Rules;

/// <summary>How a rule came out.</summary>
internal enum RuleOutcome : byte
{
    /// <summary>It pays.</summary>
    Selected,

    /// <summary>It matches, and another one pays.</summary>
    NotSelected,

    /// <summary>It is for partners of other groups.</summary>
    OtherGroup,

    /// <summary>Its condition is not met.</summary>
    ConditionNotMet,

    /// <summary>The time in which it pays for the customer is over.</summary>
    DurationEnded,

    /// <summary>It pays a customer once, and has paid.</summary>
    PaidBefore,
}
