namespace Testing.Answers;

/// <summary>A partner.</summary>
public sealed record PartnerJson(
    string Id,
    string Name,
    string Email,
    string Company,
    string Country,
    string Status,
    string Group,
    string Code,
    string Link,
    IReadOnlyList<string> Coupons,
    PartnerPayoutJson Payout,
    string ApprovedBy,
    DateTimeOffset CreatedAt
);

/// <summary>How a partner is paid.</summary>
public sealed record PartnerPayoutJson(string? Method = null, string? Summary = null, DateTimeOffset? HeldUntil = null);

/// <summary>An application of a partner.</summary>
public sealed record ApplicationJson(
    string Id,
    string Status,
    string Email,
    string Company,
    DateTimeOffset SubmittedAt
);

/// <summary>A deal that a partner registered.</summary>
public sealed record DealJson(
    string EventId,
    string Partner,
    string Company,
    string Domain,
    DateTimeOffset RegisteredAt,
    DateTimeOffset ExpiresAt,
    string Status
);
