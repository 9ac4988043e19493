using System.Text.Json.Serialization;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Attribution.Deals;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>A customer of a program: its data, touches and purchases.</summary>
public sealed record StoredCustomer
{
    private const int MaxTouches = 200;
    private const int MaxUncredited = 100;
    private const int MaxLinks = 20;
    private static readonly TimeSpan Repeating = TimeSpan.FromDays(1);

    /// <summary>The customer's id in the sender's system.</summary>
    public required CustomerId Id { get; init; }

    /// <summary>The e-mail address, or null.</summary>
    public string? Email { get; init; }

    /// <summary>The country, or null.</summary>
    public string? Country { get; init; }

    /// <summary>The source of the customer, as reported, or null.</summary>
    public string? Source { get; init; }

    /// <summary>When the customer signed up, or null.</summary>
    public WrittenTime? SignupDate { get; init; }

    /// <summary>
    /// The touches in order of time, without repeats and, if there are very many, without the earlier ones.
    /// </summary>
    public IReadOnlyList<Touch> Touches { get; init; } = [];

    /// <summary>The time of the first touch.</summary>
    public DateTimeOffset? FirstTouchAt { get; init; }

    /// <summary>The notes about touches, by partner.</summary>
    public IReadOnlyDictionary<PartnerId, TouchNotes>? Notes { get; init; }

    /// <summary>The partners who have touched earlier customers with the same e-mail address.</summary>
    [JsonPropertyName("twins_partners")]
    public IReadOnlyList<PartnerId>? PartnersOfDuplicates { get; init; }

    /// <summary>The customers that are the same buyer.</summary>
    public IReadOnlyList<CustomerLink> Links { get; init; } = [];

    /// <summary>The partners that persons have assigned the customer to; null when there are none.</summary>
    public IReadOnlyList<CustomerAssignment>? Assignments { get; init; }

    /// <summary>
    /// The decisions that commissions for the customer are held, with those that are lifted; null without one.
    /// </summary>
    public IReadOnlyList<CustomerHold>? Holds { get; init; }

    /// <summary>Whether commissions for the customer are held.</summary>
    [JsonIgnore]
    public bool IsHeld => Holds?.Any(hold => hold.Lifted is null) == true;

    /// <summary>The deal that an event of the customer named.</summary>
    public EventId? Deal { get; init; }

    /// <summary>
    /// The latest conversions without a credited partner. A touch that is found later can still count for them.
    /// </summary>
    public IReadOnlyList<UncreditedConversion> Uncredited { get; init; } = [];

    /// <summary>The number of sales above 0.</summary>
    public int Payments { get; init; }

    /// <summary>The time of the first sale above 0.</summary>
    public DateTimeOffset? FirstSaleAt { get; init; }

    /// <summary>The sum of the sales, in minor units of the program's currency.</summary>
    public long SaleAmount { get; init; }

    /// <summary>Returns the customer with the data that an event reports; other data stay unchanged.</summary>
    public StoredCustomer WithDetails(CustomerBody? body) =>
        body is null
            ? this
            : this with
            {
                Email = body.Email ?? Email,
                Country = body.Country ?? Country,
                Source = body.Source ?? Source,
                SignupDate = WrittenTime.TryParse(body.SignupDate, out var date) ? date : SignupDate,
            };

    /// <summary>
    /// Returns the customer with another touch. If several events report the same touch, the smallest source id is
    /// kept, whichever was received first.
    /// </summary>
    public StoredCustomer Touched(Touch touch)
    {
        var known = Touches.FirstOrDefault(touch.IsSameAs);
        return known is not null && string.CompareOrdinal(known.Source, touch.Source) <= 0
            ? this
            : this with
            {
                Touches = Kept([.. Touch.InOrder(Touches.Where(other => other != known).Append(touch))]),
                FirstTouchAt = FirstTouchAt is { } first && first <= touch.CountsFrom ? first : touch.CountsFrom,
            };
    }

    /// <summary>Returns the customer with notes about a touch by the partner.</summary>
    public StoredCustomer Noted(PartnerId partner, TouchNotes notes) =>
        notes == TouchNotes.None || NotesOf([partner]).HasFlag(notes)
            ? this
            : this with
            {
                Notes = new Dictionary<PartnerId, TouchNotes>(Notes ?? new Dictionary<PartnerId, TouchNotes>())
                {
                    [partner] = NotesOf([partner]) | notes,
                },
            };

    /// <summary>Returns the customer with the partners of other customers with its e-mail address.</summary>
    public StoredCustomer Sharing(IReadOnlyList<PartnerId> duplicates) =>
        duplicates.Count == 0
            ? this
            : this with
            {
                PartnersOfDuplicates = [.. (PartnersOfDuplicates ?? []).Union(duplicates)],
            };

    /// <summary>
    /// Returns the customer with a link to another. An existing link, or one beyond the maximum number, changes
    /// nothing.
    /// </summary>
    public StoredCustomer LinkedTo(CustomerLink link) =>
        link.Customer == Id || Links.Count >= MaxLinks || Links.Any(known => known.Customer == link.Customer)
            ? this
            : this with
            {
                Links = [.. Links, link],
            };

    /// <summary>Returns the customer with an assignment. A known assignment changes nothing.</summary>
    public StoredCustomer Assigned(CustomerAssignment assignment) =>
        Assignments?.Any(known => known.Id == assignment.Id) == true
            ? this
            : this with
            {
                Assignments = [.. Assignments ?? [], assignment],
            };

    /// <summary>Returns the customer with a hold. A known decision changes nothing, even if it was lifted.</summary>
    public StoredCustomer HeldFor(CustomerHold hold) =>
        Holds?.Any(known => known.Cause == hold.Cause) == true ? this : this with { Holds = [.. Holds ?? [], hold] };

    /// <summary>Returns the customer with all its holds lifted.</summary>
    public StoredCustomer WithoutHold(LiftedHold lifted) =>
        IsHeld ? this with { Holds = [.. Holds!.Select(hold => hold with { Lifted = hold.Lifted ?? lifted })] } : this;

    /// <summary>Returns the assignment that applies at a time, or null.</summary>
    public CustomerAssignment? AssignmentAt(DateTimeOffset at) => CustomerAssignment.At(Assignments ?? [], at);

    /// <summary>Returns the notes about touches by the partners.</summary>
    public TouchNotes NotesOf(IEnumerable<PartnerId> partners) =>
        Notes is null
            ? TouchNotes.None
            : partners.Aggregate(TouchNotes.None, (all, partner) => all | Notes.GetValueOrDefault(partner));

    /// <summary>Returns the customer with its deal.</summary>
    public StoredCustomer In(Deal? deal) => deal is null ? this : this with { Deal = deal.Id };

    /// <summary>Returns the customer with a conversion without a credited partner.</summary>
    /// <param name="conversion">The conversion.</param>
    /// <param name="windowDays">
    /// How long touches count, in days. Conversions that are older than the latest one by more than that are removed.
    /// </param>
    public StoredCustomer WithUncredited(UncreditedConversion conversion, int windowDays)
    {
        var all = Credited(conversion.Event)
            .Uncredited.Append(conversion)
            .OrderBy(uncreditedConversion => uncreditedConversion.At)
            .ToList();
        var since = all[^1].At.AddDays(-windowDays);
        return this with
        {
            Uncredited =
            [
                .. all.Where(uncreditedConversion => uncreditedConversion.At >= since).TakeLast(MaxUncredited),
            ],
        };
    }

    /// <summary>Returns the customer with the conversion marked as credited.</summary>
    public StoredCustomer Credited(EventId conversion) =>
        Uncredited.All(uncreditedConversion => uncreditedConversion.Event != conversion)
            ? this
            : this with
            {
                Uncredited = [.. Uncredited.Where(uncreditedConversion => uncreditedConversion.Event != conversion)],
            };

    /// <summary>
    /// Returns the customer with a sale, replacing what was counted for the sale before. A sale of 0, such as a trial,
    /// is not a payment.
    /// </summary>
    /// <param name="at">When the sale occurred.</param>
    /// <param name="before">The earlier decision on the sale, or null.</param>
    /// <param name="now">The new decision.</param>
    public StoredCustomer Buying(DateTimeOffset at, EventDecision? before, EventDecision now)
    {
        var payments = Payments + (now.IsPayment ? 1 : 0) - (before?.IsPayment == true ? 1 : 0);
        return this with
        {
            Payments = payments,
            FirstSaleAt =
                payments == 0 ? null
                : !now.IsPayment || FirstSaleAt <= at ? FirstSaleAt
                : at,
            SaleAmount = Amounts.Sum(SaleAmount, (now.Amount ?? 0) - (before?.Amount ?? 0)),
        };
    }

    /// <summary>
    /// Returns the customer as the rules use it at a time. The subscription starts with the first payment.
    /// </summary>
    public CustomerFacts ToFacts(DateTimeOffset at) =>
        new()
        {
            ExternalId = Id.Value,
            Email = Email,
            Country = Country,
            Source = Source,
            SignupDate = SignupDate,
            SubscriptionStart = FirstSaleAt is { } start ? WrittenTime.Of(start) : null,
            SubscriptionMonths = FirstSaleAt is { } first ? WholeMonths(first.UtcDateTime, at.UtcDateTime) : null,
            SaleAmount = SaleAmount,
            Sales = Payments,
        };

    private static List<Touch> Kept(List<Touch> touches)
    {
        for (var i = touches.Count - 2; i > 0; i--)
        {
            if (IsRepeat(touches, i))
            {
                touches.RemoveAt(i);
            }
        }

        return touches.Count <= MaxTouches ? touches : [touches[0], .. touches.TakeLast(MaxTouches - 1)];
    }

    // A touch is a repeat if the touches of its kind before and after it are close together and by the same partner:
    // attribution then finds the same partner without it.
    private static bool IsRepeat(List<Touch> touches, int i)
    {
        var (before, after) = (
            touches.FindLastIndex(i - 1, t => t.Kind == touches[i].Kind),
            touches.FindIndex(i + 1, t => t.Kind == touches[i].Kind)
        );
        return before >= 0
            && after >= 0
            && touches[before].Partner == touches[i].Partner
            && touches[after].Origin == touches[i].Origin
            && touches[after].Partner == touches[i].Partner
            && touches[after].At - touches[before].At <= Repeating;
    }

    private static int WholeMonths(DateTime from, DateTime to)
    {
        var months = ((to.Year - from.Year) * 12) + to.Month - from.Month;
        return Math.Max(0, from.AddMonths(months) > to ? months - 1 : months);
    }
}

/// <summary>A conversion without a credited partner.</summary>
/// <param name="Event">The event of the conversion.</param>
/// <param name="At">When the conversion occurred.</param>
/// <param name="Attempt">The attempt in which that was decided.</param>
public sealed record UncreditedConversion(EventId Event, DateTimeOffset At, int Attempt);

/// <summary>
/// The decision on an event of a customer: the credited partners and the state before the event. Everything that
/// follows from the decision can be recomputed from this record alone.
/// </summary>
public sealed record EventDecision
{
    /// <summary>The credited partners in order; empty if no partner is credited.</summary>
    public required IReadOnlyList<Credit> Credits { get; init; }

    /// <summary>
    /// The customer's touches by partners that were active at that time, from which the credits follow.
    /// </summary>
    public IReadOnlyList<Touch> Touches { get; init; } = [];

    /// <summary>The customer's data before the event.</summary>
    public required CustomerFacts Customer { get; init; }

    /// <summary>The customer's purchases before the event.</summary>
    public required CustomerHistory History { get; init; }

    /// <summary>The time of the customer's first touch.</summary>
    public DateTimeOffset? FirstTouchAt { get; init; }

    /// <summary>The first credited partner's group at that time.</summary>
    public string? Group { get; init; }

    /// <summary>The first credited partner's country.</summary>
    public string? Country { get; init; }

    /// <summary>The first credited partner's e-mail address, for the check of self-referral.</summary>
    public string? Email { get; init; }

    /// <summary>
    /// The first credited partner's contract terms that were in force at the time of the event, or null. A changed sale
    /// is evaluated with them, whatever has become of the contract.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PartnerContract? Contract { get; init; }

    /// <summary>The active partners who recruited credited partners, by the recruited partner; null if none.</summary>
    public IReadOnlyDictionary<PartnerId, PartnerId>? Recruiters { get; init; }

    /// <summary>The certifications that the first credited partner had at that time; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Certifications { get; init; }

    /// <summary>
    /// The groups of the other credited partners and of the recruiters at that time; null for decisions without them.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<PartnerId, string>? OtherGroups { get; init; }

    /// <summary>The e-mail addresses of the other credited partners.</summary>
    public IReadOnlyList<string>? OtherEmails { get; init; }

    /// <summary>
    /// The linked customers whose touches are included; null if only the customer's own touches count.
    /// </summary>
    public IReadOnlyList<CustomerLink>? Links { get; init; }

    /// <summary>The earlier purchases of the linked customers; null if none count.</summary>
    public CustomerHistory? LinkedHistory { get; init; }

    /// <summary>The version of the rule book that was in force.</summary>
    public int? RulesVersion { get; init; }

    /// <summary>The deal that was in force. Its partner has a touch by the deal.</summary>
    public EventId? Deal { get; init; }

    /// <summary>The exchange rate of the day, if the sale is in another currency and has no rate of its own.</summary>
    public string? FxRate { get; init; }

    /// <summary>
    /// The amount that the sale added to its customer's sales, in minor units of the program's currency; null for a
    /// sale that does not count, and for other events.
    /// </summary>
    public long? Amount { get; init; }

    /// <summary>Whether the amount of the sale is 0. Such a sale is not a payment.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFree { get; init; }

    /// <summary>Whether the sale counts as one of the customer's payments.</summary>
    [JsonIgnore]
    public bool IsPayment => Amount is not null && !IsFree;

    /// <summary>For a changed sale, the view of its invoice that <see cref="Amount"/> comes from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Revision { get; init; }

    /// <summary>Why the commissions are held for a person's decision whatever the rules say, or null.</summary>
    public string? HoldReason { get; init; }

    /// <summary>Whether the event has an effect and credits no partner.</summary>
    [JsonIgnore]
    public bool IsUncredited => Rejection is null && Credits.Count == 0;

    /// <summary>The attempt that the decision was made for.</summary>
    public int Attempt { get; init; }

    /// <summary>Why the event has no effect, or null.</summary>
    public string? Rejection { get; init; }
}
