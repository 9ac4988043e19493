using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Tracking.Deals;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Screens;

namespace AffiliateFunctions.Tracking.Store;

/// <summary>A customer of a program: who it is, who brought it, what it has bought.</summary>
internal sealed record StoredCustomer
{
    private const int MostTouches = 200;

    public required CustomerId Id { get; init; }

    public string? Email { get; init; }

    public string? Country { get; init; }

    public string? Source { get; init; }

    public WrittenTime? SignupDate { get; init; }

    /// <summary>The touches, as they came in.</summary>
    public IReadOnlyList<Touch> Touches { get; init; } = [];

    /// <summary>What was noted about touches, by whose they were.</summary>
    public IReadOnlyDictionary<PartnerId, TouchNotes>? Notes { get; init; }

    /// <summary>The partners who have touched customers of the same address that came before this one.</summary>
    public IReadOnlyList<PartnerId>? TwinsPartners { get; init; }

    /// <summary>The deal that an event of the customer has named.</summary>
    public EventId? Deal { get; init; }

    /// <summary>How many sales there were.</summary>
    public int Payments { get; init; }

    /// <summary>When the first one was.</summary>
    public DateTimeOffset? FirstSaleAt { get; init; }

    /// <summary>What they came to, in minor units of the program's currency.</summary>
    public long SaleAmount { get; init; }

    /// <summary>The customer with what an event says about it; what it says nothing about stays.</summary>
    public StoredCustomer Told(CustomerBody? body) => body is null ? this : this with
    {
        Email = body.Email ?? Email,
        Country = body.Country ?? Country,
        Source = body.Source ?? Source,
        SignupDate = WrittenTime.TryParse(body.SignupDate, out var date) ? date : SignupDate,
    };

    /// <summary>The customer with another touch; one that is there already changes nothing.</summary>
    public StoredCustomer Touched(Touch touch)
        => Touches.Contains(touch) ? this : this with { Touches = [.. Touches.Append(touch).OrderBy(t => t.At).TakeLast(MostTouches)] };

    /// <summary>The customer with what was noted about a touch of the partner's.</summary>
    public StoredCustomer Noted(PartnerId partner, TouchNotes notes) => notes == TouchNotes.None || NotesOf([partner]).HasFlag(notes)
        ? this
        : this with { Notes = new Dictionary<PartnerId, TouchNotes>(Notes ?? new Dictionary<PartnerId, TouchNotes>()) { [partner] = NotesOf([partner]) | notes } };

    /// <summary>The customer with the partners of others of its address.</summary>
    public StoredCustomer Sharing(IReadOnlyList<PartnerId> twins) => twins.Count == 0 ? this : this with { TwinsPartners = [.. (TwinsPartners ?? []).Union(twins)] };

    /// <summary>What was noted about touches of the partners'.</summary>
    public TouchNotes NotesOf(IEnumerable<PartnerId> partners)
        => Notes is null ? TouchNotes.None : partners.Aggregate(TouchNotes.None, (all, partner) => all | Notes.GetValueOrDefault(partner));

    /// <summary>The customer with the deal that it comes from.</summary>
    public StoredCustomer In(Deal? deal) => deal is null ? this : this with { Deal = deal.Id };

    /// <summary>The customer with another sale.</summary>
    /// <param name="at">When it was.</param>
    /// <param name="amount">Its amount, in minor units of the program's currency.</param>
    public StoredCustomer Bought(DateTimeOffset at, long amount) => this with
    {
        Payments = Payments + 1,
        FirstSaleAt = FirstSaleAt is { } first && first <= at ? first : at,
        SaleAmount = Amounts.Sum(SaleAmount, amount),
    };

    /// <summary>The customer with a sale that turned out to be worth so much more, or less.</summary>
    /// <param name="difference">Minor units of the program's currency.</param>
    public StoredCustomer Revalued(long difference) => this with { SaleAmount = Amounts.Sum(SaleAmount, difference) };

    /// <summary>The customer as the rules see it at a time: it subscribes from its first sale on.</summary>
    public CustomerFacts ToFacts(DateTimeOffset at) => new()
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

    private static int WholeMonths(DateTime from, DateTime to)
    {
        var months = ((to.Year - from.Year) * 12) + to.Month - from.Month;
        return Math.Max(0, from.AddMonths(months) > to ? months - 1 : months);
    }
}

/// <summary>
/// What was decided about an event of a customer, once: who is credited, and what was before. Everything that follows from it can be
/// computed again from this alone.
/// </summary>
internal sealed record EventDecision
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

    /// <summary>The version of the rule book that was in force.</summary>
    public int? RulesVersion { get; init; }

    /// <summary>The deal that was in force, whose partner has a touch by it.</summary>
    public EventId? Deal { get; init; }

    /// <summary>The rate of the day, where the sale is in another currency and brings none of its own.</summary>
    public string? FxRate { get; init; }

    /// <summary>What the sale has added to its customer's sales, in minor units of the program's currency; null for no sale.</summary>
    public long? Amount { get; init; }

    /// <summary>Why what it pays waits for a person whatever the rules say, or null.</summary>
    public string? HoldReason { get; init; }

    /// <summary>The try that it was made for.</summary>
    public int Attempt { get; init; }

    /// <summary>Why it has no effect, or null.</summary>
    public string? Rejection { get; init; }
}
