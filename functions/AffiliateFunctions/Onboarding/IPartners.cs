using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Onboarding;

/// <summary>Reads the partners of the programs, for other features.</summary>
public interface IPartners
{
    /// <summary>The partner, or null.</summary>
    Task<Partner?> FindAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken);

    /// <summary>The partners with these ids, read in few requests. Ids without a partner are left out.</summary>
    Task<IReadOnlyDictionary<PartnerId, Partner>> FindAllAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The owners of the codes and coupons, read in few requests. Codes and coupons without an owner are left out.
    /// </summary>
    Task<NamedPartners> FindNamedAsync(
        ProgramSlug program,
        IEnumerable<string> codes,
        IEnumerable<string> coupons,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The same as <see cref="FindAllAsync"/>, but from memory: the data is a few seconds old at most and usually needs
    /// no request to storage. Changes made by this process are included at once.
    /// </summary>
    Task<IReadOnlyDictionary<PartnerId, Partner>> FindAllRecentAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    ) => FindAllAsync(program, ids, cancellationToken);

    /// <summary>
    /// The same as <see cref="FindNamedAsync"/>, but from memory. A code or coupon without an owner is looked up each
    /// time.
    /// </summary>
    Task<NamedPartners> FindNamedRecentAsync(
        ProgramSlug program,
        IEnumerable<string> codes,
        IEnumerable<string> coupons,
        CancellationToken cancellationToken
    ) => FindNamedAsync(program, codes, coupons, cancellationToken);

    /// <summary>The partner that owns the coupon, or null. Coupons are compared without regard to case.</summary>
    Task<PartnerId?> FindByCouponAsync(ProgramSlug program, string coupon, CancellationToken cancellationToken);

    /// <summary>The partner with the e-mail address, or null. Addresses of one mailbox are the same.</summary>
    Task<PartnerId?> FindByEmailAsync(ProgramSlug program, string email, CancellationToken cancellationToken);

    /// <summary>All partners of the program, by id.</summary>
    IAsyncEnumerable<Partner> ListAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>
    /// The program's applications that are open, and those that were decided at or after a time, by id, for the review.
    /// </summary>
    IAsyncEnumerable<ApplicationTimes> ApplicationTimesAsync(
        ProgramSlug program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    );

    /// <summary>The keyed hash of payout details, by which two accounts are compared.</summary>
    string AccountOf(PayoutDetails details);

    /// <summary>
    /// The partners with their payout details, for payouts only. Partners that follow each other in the order of ids
    /// are read together. Ids without a partner are left out.
    /// </summary>
    Task<IReadOnlyDictionary<PartnerId, PartnerWithDetails>> FindPayeesAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The decrypted payout details, for a payment file only. They are never logged and never returned.
    /// </summary>
    Task<PayoutDetails?> ReadPayoutDetailsAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken);

    /// <summary>
    /// The decrypted tax form that the partner has submitted, for a tax authority only; null without one. It is never
    /// logged and never returned.
    /// </summary>
    Task<TaxForm?> ReadTaxFormAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken);
}

/// <summary>The owners of codes and coupons, compared without regard to case.</summary>
/// <param name="ByCode">The partners by code.</param>
/// <param name="ByCoupon">The partners by coupon.</param>
public sealed record NamedPartners(
    IReadOnlyDictionary<string, PartnerId> ByCode,
    IReadOnlyDictionary<string, PartnerId> ByCoupon
);

/// <summary>The status of a partner.</summary>
public enum PartnerStatus
{
    /// <summary>The partner earns commissions and is paid.</summary>
    Active,

    /// <summary>The partner neither earns nor is paid until it is reinstated.</summary>
    Suspended,

    /// <summary>The partner has left the program.</summary>
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

    /// <summary>The company's postal address on one line, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Address { get; init; }

    /// <summary>The company's VAT identification number, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? VatId { get; init; }

    /// <summary>The company's site.</summary>
    public string? Website { get; init; }

    /// <summary>The status.</summary>
    public required PartnerStatus Status { get; init; }

    /// <summary>When the partner reached its current status; at first, when the partner was created.</summary>
    public DateTimeOffset StatusSince { get; init; }

    /// <summary>What the partner was told about its status in addition, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StatusMessage { get; init; }

    /// <summary>How the partnership was ended; null for a partner that was not closed by a decision.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PartnerClosing? Closing { get; init; }

    /// <summary>The partner group that rules refer to.</summary>
    public required string Group { get; init; }

    /// <summary>The code in links.</summary>
    public required string Code { get; init; }

    /// <summary>The named links, in addition to that of the code.</summary>
    public IReadOnlyList<NamedLink> Links { get; init; } = [];

    /// <summary>The coupons.</summary>
    public required IReadOnlyList<string> Coupons { get; init; }

    /// <summary>The tax form.</summary>
    public required PartnerTax Tax { get; init; }

    /// <summary>The payout method, without the details.</summary>
    public required PartnerPayout Payout { get; init; }

    /// <summary>
    /// Whether the company writes the partner's invoices; null if nothing was ever agreed about it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SelfBilling? SelfBilling { get; init; }

    /// <summary>The latest change of payout details that the partner has entered; null without one.</summary>
    public PayoutChange? PayoutChange { get; init; }

    /// <summary>The certifications, with those that have ended or were removed.</summary>
    public IReadOnlyList<PartnerCertification> Certifications { get; init; } = [];

    /// <summary>Further persons at the partner's company.</summary>
    public IReadOnlyList<PartnerContact> Contacts { get; init; } = [];

    /// <summary>When the contacts for finance were last changed; null without a change.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? FinanceContactsChangedAt { get; init; }

    /// <summary>Which e-mails the partner wants; null as long as it wants all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PartnerNotifications? Notifications { get; init; }

    /// <summary>When the partner itself last chose its e-mails; null without a choice.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? NotificationsChosenAt { get; init; }

    /// <summary>What the partner has entered by links.</summary>
    public PartnerEntries Entries { get; init; } = new();

    /// <summary>When a caller last changed the partner's data or coupons; null without a change.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The accepted terms.</summary>
    public required PartnerTerms Terms { get; init; }

    /// <summary>The approved contract terms of the partner, in the order of their approval; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PartnerContract>? Contracts { get; init; }

    /// <summary>The partner who recruited this one, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PartnerId? ReferredBy { get; init; }

    /// <summary>Who approved the partner: an e-mail address, <c>rule:…</c> or <c>key</c>.</summary>
    public required string ApprovedBy { get; init; }

    /// <summary>When the partner was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether the partner has the status of its creation: it was never suspended or closed.</summary>
    [JsonIgnore]
    public bool HasInitialStatus => Status == PartnerStatus.Active && StatusSince <= CreatedAt;

    /// <summary>Whether the partner can be paid at some time, and enters payout details for it.</summary>
    [JsonIgnore]
    public bool IsPayee => Status != PartnerStatus.Closed || Closing is not null;

    /// <summary>Whether the partner is paid what is due at the time.</summary>
    public bool IsPaidAt(DateTimeOffset time) =>
        Status == PartnerStatus.Active || (Status == PartnerStatus.Closed && Closing?.IsPaidAt(time) == true);

    /// <summary>The contract terms that are in force at the time, or null.</summary>
    public PartnerContract? ContractAt(DateTimeOffset time) =>
        Contracts?.FirstOrDefault(contract => contract.IsInForceAt(time));

    /// <summary>The names of the certifications that are valid at a time in the time zone; null for none.</summary>
    public IReadOnlyList<string>? CertificationsAt(DateTimeOffset time, TimeZoneInfo zone) =>
        Certifications
            .Where(certification => certification.IsValidAt(time, zone))
            .Select(valid => valid.Name)
            .Distinct()
            .ToList()
            is { Count: > 0 } names
            ? names
            : null;

    /// <summary>The facts about the partner that rules use at a time in the program's time zone, without statistics.</summary>
    public PartnerFacts ToFacts(DateTimeOffset time, TimeZoneInfo zone) =>
        new()
        {
            Id = Id,
            Group = Group,
            Country = Country,
            Email = Email,
            ReferredBy = ReferredBy,
            Terms = ContractAt(time)?.ToTerms(),
            Certifications = CertificationsAt(time, zone),
        };
}

/// <summary>A partner's tax form.</summary>
/// <param name="Form">
/// The form, such as <c>w9</c>, <c>w8ben</c>, <c>w8bene</c> or <c>vat</c>; null when the partner has given none.
/// </param>
/// <param name="Status"><c>missing</c>, <c>submitted</c> or <c>verified</c>.</param>
/// <param name="ExpiresAt">
/// The last day on which the form is valid, in the program's time zone; null for a form that does not expire.
/// </param>
public sealed record PartnerTax(string? Form, string Status, DateOnly? ExpiresAt = null)
{
    /// <summary>Whether the partner has submitted a form that is valid at the time in the time zone.</summary>
    public bool IsValidAt(DateTimeOffset time, TimeZoneInfo zone) =>
        Status is "submitted" or "verified"
        && !(ExpiresAt < DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime));
}

/// <summary>An agreement that the company writes the partner's invoices, or the end of one.</summary>
/// <param name="IsAgreed">Whether the partner agrees.</param>
/// <param name="Since">Since when.</param>
public sealed record SelfBilling(bool IsAgreed, DateTimeOffset Since);

/// <summary>The payout method of a partner.</summary>
/// <param name="Method">
/// <c>ach</c>, <c>sepa</c>, <c>paypal</c> or <c>wise</c>; null when the partner has given none.
/// </param>
/// <param name="Summary">A hint that discloses no bank details, such as <c>IBAN ending 3000</c>.</param>
public sealed record PartnerPayout(string? Method, string? Summary)
{
    /// <summary>How long a partner is not paid after its payout details have changed.</summary>
    public static readonly TimeSpan HoldAfterChange = TimeSpan.FromDays(3);

    /// <summary>
    /// The keyed hash of the payout details. Two partners with the same account have the same hash. Null when the
    /// partner has given none, and for details that were stored before the hash existed.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Account { get; init; }

    /// <summary>When other payout details were replaced by these; null while they are the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The hint about the details that were replaced.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PreviousSummary { get; init; }

    /// <summary>
    /// Until when the partner is not paid because its payout details have changed; null without a change.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? HeldUntil => ChangedAt + HoldAfterChange;
}

/// <summary>The terms that a partner accepted.</summary>
/// <param name="Version">The version.</param>
/// <param name="AcceptedAt">When the partner accepted them.</param>
public sealed record PartnerTerms(string? Version, DateTimeOffset? AcceptedAt)
{
    /// <summary>The SHA-256 of the accepted terms, in hexadecimal; null when the program had not stored them.</summary>
    public string? Hash { get; init; }

    /// <summary>The e-mail address of the person who accepted, or null.</summary>
    public string? AcceptedBy { get; init; }

    /// <summary>The network address from which they were accepted, or null.</summary>
    public string? AcceptedFrom { get; init; }

    /// <summary>The acceptance without the person; the version, the hash and the time stay.</summary>
    public PartnerTerms WithoutPerson() => this with { AcceptedBy = null, AcceptedFrom = null };
}

/// <summary>Payout details in plain text.</summary>
/// <param name="Method"><c>ach</c>, <c>sepa</c>, <c>paypal</c> or <c>wise</c>.</param>
/// <param name="Fields">
/// The fields of the method, such as <c>iban</c>, <c>bic</c>, <c>routing_number</c>, <c>account_number</c>,
/// <c>email</c>.
/// </param>
public sealed record PayoutDetails(string Method, IReadOnlyDictionary<string, string> Fields);

/// <summary>The times of an application.</summary>
/// <param name="Id">The application.</param>
/// <param name="Status">The status as the API writes it.</param>
/// <param name="SubmittedAt">When it was submitted.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="ActiveAt">When the partner became active.</param>
/// <param name="FilledFields">How many of the optional fields that a decision needs were filled.</param>
/// <param name="Fields">How many such fields there are.</param>
/// <param name="Partner">The partner, if it was approved.</param>
public sealed record ApplicationTimes(
    ApplicationId Id,
    string Status,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? DecidedAt,
    DateTimeOffset? ActiveAt,
    int FilledFields,
    int Fields,
    PartnerId? Partner
);
