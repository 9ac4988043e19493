using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>A lead of the company that is handed to a partner, with its whole timeline.</summary>
public sealed record PartnerLead
{
    /// <summary>The maximum number of updates by the partner.</summary>
    internal const int MaxReports = 50;

    /// <summary>The id.</summary>
    public required LeadId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The customer.</summary>
    public required LeadCustomer Customer { get; init; }

    /// <summary>What the partners read before they answer, or null.</summary>
    public string? Message { get; init; }

    /// <summary>The expected amount in minor units of the program's currency, or null.</summary>
    public long? ExpectedAmount { get; init; }

    /// <summary>The groups whose partners are asked; empty for all groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The partners that are asked, in this order; empty for the order of the rules.</summary>
    public IReadOnlyList<PartnerId> Partners { get; init; } = [];

    /// <summary>The hours within which a partner answers.</summary>
    public required int RespondWithinHours { get; init; }

    /// <summary>The days for which the deal of the lead is registered.</summary>
    public required int ExpiresDays { get; init; }

    /// <summary>The hash of the sent content.</summary>
    public required string BodyHash { get; init; }

    /// <summary>When the lead was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The status.</summary>
    public LeadStatus Status { get; init; }

    /// <summary>The offers to partners, in order.</summary>
    public IReadOnlyList<LeadOffer> Offers { get; init; } = [];

    /// <summary>The registered deal, or null.</summary>
    public LeadDeal? Deal { get; init; }

    /// <summary>The updates of the partner that has accepted the lead, in order.</summary>
    public IReadOnlyList<LeadReport> Reports { get; init; } = [];

    /// <summary>The number of updates that are carried out.</summary>
    public int ReportsDone { get; init; }

    /// <summary>How often the partner was reminded to update the lead.</summary>
    public int Reminders { get; init; }

    /// <summary>The partner that is asked next, as the owner has decided; null for the usual order.</summary>
    public PartnerId? Next { get; init; }

    /// <summary>When everything about an ended lead was done, or null.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Every step so far, in order.</summary>
    public IReadOnlyList<LeadEntry> Timeline { get; init; } = [];

    /// <summary>The key of the lead.</summary>
    [JsonIgnore]
    internal LeadKey Key => new(Program, Id);

    /// <summary>The id of the lead's orchestration.</summary>
    // The company chooses the id of a lead, and a slug can contain hyphens but no colon. So two leads of two programs
    // have two orchestrations.
    [JsonIgnore]
    internal string InstanceId => $"lead-{Program}:{Id}";

    /// <summary>The last offer if it is open, or null.</summary>
    [JsonIgnore]
    internal LeadOffer? OpenOffer => Offers is [.., { End: null } last] ? last : null;

    /// <summary>The partner that is asked or has accepted the lead; null when nobody has it.</summary>
    [JsonIgnore]
    internal PartnerId? Holder =>
        Status switch
        {
            LeadStatus.Offered or LeadStatus.Conflict => Offers[^1].Partner,
            LeadStatus.Accepted => Deal!.Partner,
            _ => null,
        };

    /// <summary>Whether a request has stored something that the orchestration has not taken up.</summary>
    [JsonIgnore]
    internal bool HasNews =>
        (Status == LeadStatus.Open && Offers.Count == 0)
        || (Status == LeadStatus.Offered && OpenOffer?.Answer is not null)
        || (Status == LeadStatus.Accepted && Reports.Count > ReportsDone)
        || (Status is LeadStatus.Withdrawn or LeadStatus.TakenOver && ClosedAt is null);

    /// <summary>The last time at which the partner that has accepted the lead was heard of.</summary>
    [JsonIgnore]
    internal DateTimeOffset HeardAt => Reports.Count > 0 ? Reports[^1].At : Deal!.AcceptedAt;

    /// <summary>When the lead has ended, or null. A contact that is erased later does not move the end.</summary>
    [JsonIgnore]
    internal DateTimeOffset? EndedAt =>
        Status.IsEnd() ? Timeline.Last(entry => entry.Step != LeadTimeline.Erased).At : null;

    /// <summary>The lead in another status, with an entry in its timeline.</summary>
    internal PartnerLead Moved(LeadStatus status, LeadEntry entry) =>
        this with
        {
            Status = status,
            Timeline = [.. Timeline, entry],
        };

    /// <summary>The lead with an entry in its timeline.</summary>
    internal PartnerLead Noting(LeadEntry entry) => this with { Timeline = [.. Timeline, entry] };

    /// <summary>The lead with its last offer replaced.</summary>
    internal PartnerLead WithLastOffer(LeadOffer offer) => this with { Offers = [.. Offers.SkipLast(1), offer] };
}

/// <summary>The key of a lead.</summary>
/// <param name="Program">The program.</param>
/// <param name="Id">The lead.</param>
public sealed record LeadKey(ProgramSlug Program, LeadId Id);

/// <summary>The customer of a lead.</summary>
/// <param name="Company">The company's name.</param>
/// <param name="Domain">The company's registered domain.</param>
/// <param name="ExternalId">The company's own id of the customer, or null.</param>
/// <param name="ContactName">The name of the contact; null if not known or erased.</param>
/// <param name="Email">The address of the contact; null if not known or erased.</param>
/// <param name="Phone">The telephone number of the contact; null if not known or erased.</param>
/// <param name="Country">The country by ISO 3166-1, or null.</param>
public sealed record LeadCustomer(
    string Company,
    string Domain,
    CustomerId? ExternalId,
    string? ContactName,
    string? Email,
    string? Phone,
    string? Country
)
{
    /// <summary>The customer without the contact's personal data.</summary>
    internal LeadCustomer WithoutPerson() => this with { ContactName = null, Email = null, Phone = null };
}

/// <summary>One step in the timeline of a lead.</summary>
/// <param name="At">When the step happened.</param>
/// <param name="Step">What happened, in the past tense.</param>
/// <param name="Actor">The partner, person or rule that caused it.</param>
/// <param name="Note">Details, or null.</param>
public sealed record LeadEntry(DateTimeOffset At, string Step, string Actor, string? Note = null);
