using System.Text.Json.Serialization;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Attribution.Deals;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>A customer of a program: who it is, who brought it, what it has bought.</summary>
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

    /// <summary>Where the customer came from, or null.</summary>
    public string? Source { get; init; }

    /// <summary>When the customer signed up, or null.</summary>
    public WrittenTime? SignupDate { get; init; }

    /// <summary>
    /// The touches in their order of time, but for repeats and, where there are very many, the earlier ones.
    /// </summary>
    public IReadOnlyList<Touch> Touches { get; init; } = [];

    /// <summary>When the first one was.</summary>
    public DateTimeOffset? FirstTouchAt { get; init; }

    /// <summary>What was noted about touches, by whose they were.</summary>
    public IReadOnlyDictionary<PartnerId, TouchNotes>? Notes { get; init; }

    /// <summary>The partners who have touched customers of the same address that came before this one.</summary>
    public IReadOnlyList<PartnerId>? TwinsPartners { get; init; }

    /// <summary>The customers that are the same buyer.</summary>
    public IReadOnlyList<CustomerLink> Links { get; init; } = [];

    /// <summary>The deal that an event of the customer has named.</summary>
    public EventId? Deal { get; init; }

    /// <summary>
    /// The conversions that nobody was credited for, the latest of them: a touch that comes to light later can still
    /// count for them.
    /// </summary>
    public IReadOnlyList<UncreditedConversion> Uncredited { get; init; } = [];

    /// <summary>How many sales above 0 there were.</summary>
    public int Payments { get; init; }

    /// <summary>When the first one was.</summary>
    public DateTimeOffset? FirstSaleAt { get; init; }

    /// <summary>What they came to, in minor units of the program's currency.</summary>
    public long SaleAmount { get; init; }

    /// <summary>The customer with what an event says about it; what it says nothing about stays.</summary>
    public StoredCustomer Told(CustomerBody? body) =>
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
    /// The customer with another touch; of one that several events bring, the first of their ids counts, whichever came
    /// first.
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

    /// <summary>The customer with what was noted about a touch of the partner's.</summary>
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

    /// <summary>The customer with the partners of others of its address.</summary>
    public StoredCustomer Sharing(IReadOnlyList<PartnerId> twins) =>
        twins.Count == 0 ? this : this with { TwinsPartners = [.. (TwinsPartners ?? []).Union(twins)] };

    /// <summary>The customer with a link to another; one that is there, or beyond the most, changes nothing.</summary>
    public StoredCustomer LinkedTo(CustomerLink link) =>
        link.Customer == Id || Links.Count >= MaxLinks || Links.Any(known => known.Customer == link.Customer)
            ? this
            : this with
            {
                Links = [.. Links, link],
            };

    /// <summary>What was noted about touches of the partners'.</summary>
    public TouchNotes NotesOf(IEnumerable<PartnerId> partners) =>
        Notes is null
            ? TouchNotes.None
            : partners.Aggregate(TouchNotes.None, (all, partner) => all | Notes.GetValueOrDefault(partner));

    /// <summary>The customer with the deal that it comes from.</summary>
    public StoredCustomer In(Deal? deal) => deal is null ? this : this with { Deal = deal.Id };

    /// <summary>The customer with a conversion that nobody is credited for.</summary>
    /// <param name="conversion">The conversion.</param>
    /// <param name="windowDays">How long touches count: what is so much older than the latest of them is
    /// forgotten.</param>
    public StoredCustomer WithUncredited(UncreditedConversion conversion, int windowDays)
    {
        var all = Credited(conversion.Event)
            .Uncredited.Append(conversion)
            .OrderBy(uncreditedConversion => uncreditedConversion.At)
            .ToList();
        var since = all[^1].At.AddDays(-windowDays);
        return this with { Uncredited = [.. all.Where(item => item.At >= since).TakeLast(MaxUncredited)] };
    }

    /// <summary>The customer with somebody credited for the conversion.</summary>
    public StoredCustomer Credited(EventId conversion) =>
        Uncredited.All(uncreditedConversion => uncreditedConversion.Event != conversion)
            ? this
            : this with
            {
                Uncredited = [.. Uncredited.Where(item => item.Event != conversion)],
            };

    /// <summary>
    /// The customer with a sale, for what it has counted before. A sale of 0, such as a trial's, is no payment.
    /// </summary>
    /// <param name="at">When it was.</param>
    /// <param name="before">What was decided about it so far, or null.</param>
    /// <param name="now">What is decided now.</param>
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

    /// <summary>The customer as the rules see it at a time: it subscribes from its first payment on.</summary>
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

    // Whoever asks about a day sees the same partner by the touch before and the one after.
    private static bool IsRepeat(List<Touch> touches, int i)
    {
        var (before, after) = (
            touches.FindLastIndex(i - 1, t => t.Kind == touches[i].Kind),
            touches.FindIndex(i + 1, t => t.Kind == touches[i].Kind)
        );
        return before >= 0
            && after >= 0
            && touches[before].Partner == touches[i].Partner
            && touches[after].Partner == touches[i].Partner
            && touches[after].At - touches[before].At <= Repeating;
    }

    private static int WholeMonths(DateTime from, DateTime to)
    {
        var months = ((to.Year - from.Year) * 12) + to.Month - from.Month;
        return Math.Max(0, from.AddMonths(months) > to ? months - 1 : months);
    }
}

/// <summary>A conversion that nobody is credited for.</summary>
/// <param name="Event">Its event.</param>
/// <param name="At">When it happened.</param>
/// <param name="Attempt">The try in which that was decided.</param>
public sealed record UncreditedConversion(EventId Event, DateTimeOffset At, int Attempt);

/// <summary>
/// What was decided about an event of a customer, once: who is credited, and what was before. Everything that follows
/// from it can be computed again from this alone.
/// </summary>
public sealed record EventDecision
{
    /// <summary>The credited partners, the first one first; none where nobody is credited.</summary>
    public required IReadOnlyList<Credit> Credits { get; init; }

    /// <summary>The customer's touches by partners that were active then, from which the credits follow.</summary>
    public IReadOnlyList<Touch> Touches { get; init; } = [];

    /// <summary>The customer as it was before the event.</summary>
    public required CustomerFacts Customer { get; init; }

    /// <summary>What was before.</summary>
    public required CustomerHistory History { get; init; }

    /// <summary>The customer's first touch.</summary>
    public DateTimeOffset? FirstTouchAt { get; init; }

    /// <summary>The first credited partner's group, at that time.</summary>
    public string? Group { get; init; }

    /// <summary>Its country.</summary>
    public string? Country { get; init; }

    /// <summary>Its e-mail address, for the check of self-referral.</summary>
    public string? Email { get; init; }

    /// <summary>Those of the other credited partners.</summary>
    public IReadOnlyList<string>? OtherEmails { get; init; }

    /// <summary>The linked customers whose touches are among these; null where only its own count.</summary>
    public IReadOnlyList<CustomerLink>? Links { get; init; }

    /// <summary>What the linked customers had bought before; null where none counts.</summary>
    public CustomerHistory? LinkedHistory { get; init; }

    /// <summary>The version of the rule book that was in force.</summary>
    public int? RulesVersion { get; init; }

    /// <summary>The deal that was in force, whose partner has a touch by it.</summary>
    public EventId? Deal { get; init; }

    /// <summary>The rate of the day, where the sale is in another currency and brings none of its own.</summary>
    public string? FxRate { get; init; }

    /// <summary>
    /// What the sale has added to its customer's sales, in minor units of the program's currency; null for one that
    /// does not count, and for no sale.
    /// </summary>
    public long? Amount { get; init; }

    /// <summary>Whether the sale is one of 0, which is no payment.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFree { get; init; }

    /// <summary>Whether it counts as one of the customer's payments.</summary>
    [JsonIgnore]
    public bool IsPayment => Amount is not null && !IsFree;

    /// <summary>Of a sale that has changed: which view of its invoice <see cref="Amount"/> is by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Revision { get; init; }

    /// <summary>Why what it pays waits for a person whatever the rules say, or null.</summary>
    public string? HoldReason { get; init; }

    /// <summary>Whether it stands, and credits nobody.</summary>
    [JsonIgnore]
    public bool IsUncredited => Rejection is null && Credits.Count == 0;

    /// <summary>The try that it was made for.</summary>
    public int Attempt { get; init; }

    /// <summary>Why it has no effect, or null.</summary>
    public string? Rejection { get; init; }
}
