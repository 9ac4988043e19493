namespace Testing.Answers;

/// <summary>The accounting journal of a month. Amounts are in minor units.</summary>
public sealed record JournalJson(
    string Period,
    string Currency,
    bool IsComplete,
    IReadOnlyList<JournalLineJson> Lines,
    long Debit,
    long Credit
);

/// <summary>The sum of an account's postings of one kind.</summary>
public sealed record JournalLineJson(string Entry, string Account, long Debit, long Credit);

/// <summary>What was paid in a calendar year. Amounts are in minor units.</summary>
public sealed record TaxYearJson(
    int Year,
    string Currency,
    long Total,
    IReadOnlyDictionary<string, long> ByMethod,
    IReadOnlyList<PaidPartnerJson> Partners
);

/// <summary>What was paid to one partner in a year.</summary>
public sealed record PaidPartnerJson(
    string PartnerId,
    long Paid,
    IReadOnlyDictionary<string, long> ByMethod,
    string? TaxForm = null
);
