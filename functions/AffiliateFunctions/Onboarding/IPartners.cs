using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Onboarding;

/// <summary>The partners of the programs, for the other features.</summary>
public interface IPartners
{
    /// <summary>The partner, or null.</summary>
    Task<Partner?> FindAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken);

    /// <summary>Those of the partners that there are, in few requests.</summary>
    Task<IReadOnlyDictionary<PartnerId, Partner>> FindAllAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    );

    /// <summary>The partners that own codes and coupons, as far as someone owns them, in few requests.</summary>
    Task<NamedPartners> FindNamedAsync(
        ProgramSlug program,
        IEnumerable<string> codes,
        IEnumerable<string> coupons,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The partners of <see cref="FindAllAsync"/> as they were a few seconds ago at most, mostly without a request to
    /// storage; what this process has changed is in them.
    /// </summary>
    Task<IReadOnlyDictionary<PartnerId, Partner>> FindAllRecentAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    ) => FindAllAsync(program, ids, cancellationToken);

    /// <summary>
    /// The owners of <see cref="FindNamedAsync"/>, in the same way: a name that nobody owned is looked up each time.
    /// </summary>
    Task<NamedPartners> FindNamedRecentAsync(
        ProgramSlug program,
        IEnumerable<string> codes,
        IEnumerable<string> coupons,
        CancellationToken cancellationToken
    ) => FindNamedAsync(program, codes, coupons, cancellationToken);

    /// <summary>The partner that owns the coupon, or null; coupons are compared without regard to case.</summary>
    Task<PartnerId?> FindByCouponAsync(ProgramSlug program, string coupon, CancellationToken cancellationToken);

    /// <summary>All partners of the program, by id.</summary>
    IAsyncEnumerable<Partner> ListAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>The program's applications, by id, with their times, for the review.</summary>
    IAsyncEnumerable<ApplicationTimes> ApplicationTimesAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>The decrypted payout details, for a payment file only; never logged, never returned.</summary>
    Task<PayoutDetails?> ReadPayoutDetailsAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken);
}

/// <summary>Which partners own which names, compared without regard to case.</summary>
/// <param name="ByCode">By codes.</param>
/// <param name="ByCoupon">By coupons.</param>
public sealed record NamedPartners(
    IReadOnlyDictionary<string, PartnerId> ByCode,
    IReadOnlyDictionary<string, PartnerId> ByCoupon
);

/// <summary>Links of partners, for the click redirect; cached in memory.</summary>
public interface IPartnerLinks
{
    /// <summary>
    /// Whether it is in memory where the code leads; <paramref name="link"/> is null for an unknown one.
    /// </summary>
    bool TryRecall(string code, out PartnerLink? link);

    /// <summary>Where the code leads, or null for an unknown one.</summary>
    ValueTask<PartnerLink?> ResolveAsync(string code, CancellationToken cancellationToken);
}

/// <summary>What a code stands for.</summary>
/// <param name="Code">The code as written in links.</param>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Active">Whether the partner is active.</param>
public sealed record PartnerLink(string Code, ProgramSlug Program, PartnerId Partner, bool Active);

/// <summary>The status of a partner.</summary>
public enum PartnerStatus
{
    /// <summary>Earns and is paid.</summary>
    Active,

    /// <summary>Neither earns nor is paid until reinstated.</summary>
    Suspended,

    /// <summary>Has left.</summary>
    Closed,
}

/// <summary>One approved affiliate in one program.</summary>
public sealed record Partner
{
    /// <summary>The id.</summary>
    public required PartnerId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The contact's name.</summary>
    public required string Name { get; init; }

    /// <summary>The contact's e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>The company.</summary>
    public required string Company { get; init; }

    /// <summary>The country, ISO 3166-1 alpha-2.</summary>
    public required string Country { get; init; }

    /// <summary>The company's site.</summary>
    public string? Website { get; init; }

    /// <summary>The status.</summary>
    public required PartnerStatus Status { get; init; }

    /// <summary>When the partner came to its status; the time of its making at first.</summary>
    public DateTimeOffset StatusSince { get; init; }

    /// <summary>The partner group that rules refer to.</summary>
    public required string Group { get; init; }

    /// <summary>The code in links.</summary>
    public required string Code { get; init; }

    /// <summary>The coupons.</summary>
    public required IReadOnlyList<string> Coupons { get; init; }

    /// <summary>The tax form.</summary>
    public required PartnerTax Tax { get; init; }

    /// <summary>How the partner is paid, without the details.</summary>
    public required PartnerPayout Payout { get; init; }

    /// <summary>The accepted terms.</summary>
    public required PartnerTerms Terms { get; init; }

    /// <summary>Who approved the partner: an e-mail address, <c>rule:…</c> or <c>key</c>.</summary>
    public required string ApprovedBy { get; init; }

    /// <summary>When the partner became one.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The partner as the rules see it, its statistics aside.</summary>
    public PartnerFacts ToFacts() =>
        new()
        {
            Id = Id,
            Group = Group,
            Country = Country,
            Email = Email,
        };
}

/// <summary>A partner's tax form.</summary>
/// <param name="Form">The form, such as <c>w9</c>, <c>w8ben</c>, <c>w8bene</c> or <c>vat</c>; null when none was
/// given.</param>
/// <param name="Status"><c>missing</c>, <c>submitted</c> or <c>verified</c>.</param>
public sealed record PartnerTax(string? Form, string Status);

/// <summary>How a partner is paid.</summary>
/// <param name="Method"><c>ach</c>, <c>sepa</c>, <c>paypal</c> or <c>wise</c>; null when none was given.</param>
/// <param name="Summary">A hint that gives nothing away, such as <c>IBAN ending 3000</c>.</param>
public sealed record PartnerPayout(string? Method, string? Summary);

/// <summary>The terms that a partner accepted.</summary>
/// <param name="Version">The version.</param>
/// <param name="AcceptedAt">When.</param>
public sealed record PartnerTerms(string? Version, DateTimeOffset? AcceptedAt);

/// <summary>Payout details in the clear.</summary>
/// <param name="Method"><c>ach</c>, <c>sepa</c>, <c>paypal</c> or <c>wise</c>.</param>
/// <param name="Fields">The method's fields, such as <c>iban</c>, <c>bic</c>, <c>routing_number</c>,
/// <c>account_number</c>, <c>email</c>.</param>
public sealed record PayoutDetails(string Method, IReadOnlyDictionary<string, string> Fields);

/// <summary>The times of an application.</summary>
/// <param name="Id">The application.</param>
/// <param name="Status">Its status as the contract writes it.</param>
/// <param name="SubmittedAt">When it came in.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="ActiveAt">When the partner became active.</param>
/// <param name="FilledFields">How many of the required fields were filled.</param>
/// <param name="RequiredFields">How many fields are required.</param>
public sealed record ApplicationTimes(
    ApplicationId Id,
    string Status,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? DecidedAt,
    DateTimeOffset? ActiveAt,
    int FilledFields,
    int RequiredFields
);
