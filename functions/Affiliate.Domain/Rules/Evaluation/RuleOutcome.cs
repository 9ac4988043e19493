namespace Affiliate.Domain.Rules;

/// <summary>The outcome of a rule for one conversion.</summary>
internal enum RuleOutcome : byte
{
    /// <summary>The rule pays.</summary>
    Selected,

    /// <summary>The rule matches, but another rule pays.</summary>
    NotSelected,

    /// <summary>The rule applies to other partner groups.</summary>
    OtherGroup,

    /// <summary>The condition of the rule is not met.</summary>
    ConditionNotMet,

    /// <summary>The period in which the rule pays for the customer has ended.</summary>
    DurationEnded,

    /// <summary>The rule pays once per customer and has already paid.</summary>
    PaidBefore,
}
