using Affiliate.Domain.Addresses;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Lists;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>
/// Determines why the commissions of a conversion are held for a person's decision, whatever the rules say.
/// </summary>
internal static class QualityScreening
{
    public const string CustomerFraud = "customer_fraud";
    public const string OwnDomain = "own_domain";
    public const string DisposableEmail = "disposable_email";
    public const string DuplicateCustomer = "duplicate_customer";
    public const string LeadBurst = "lead_burst";
    public const string ClickBurst = "click_burst";
    public const string PaidSearchClick = "paid_search";

    // Domains for documentation, which have no mailboxes (RFC 2606, section 3). People who try the system out use them
    // for all parties.
    private static readonly string[] Documentation = ["example.com", "example.net", "example.org"];

    /// <summary>Returns the reason, or null.</summary>
    /// <param name="program">The program, which selects the screens.</param>
    /// <param name="trackingEvent">The event.</param>
    /// <param name="customer">The customer, with the data from the event.</param>
    /// <param name="isHeld">Whether the customer, or another account of the same buyer, is held for a fraud.</param>
    /// <param name="credits">The credited partners.</param>
    public static string? HoldReason(
        AffiliateProgram program,
        TrackingEvent trackingEvent,
        StoredCustomer customer,
        bool isHeld,
        IReadOnlyList<Credit> credits
    )
    {
        if (credits.Count == 0)
        {
            return null;
        }

        var (screens, domain) = (
            program.Screens,
            customer.Email is null ? null : EmailDomains.Of(Mailbox.Of(customer.Email))
        );
        var notes = customer.NotesOf(credits.Select(credit => credit.Partner));
        return isHeld ? CustomerFraud
            : screens.OwnDomain && domain is not null && IsOf(domain, new Uri(program.Website).Host) ? OwnDomain
            : screens.DisposableEmail && domain is not null && DisposableDomains.Contains(domain) ? DisposableEmail
            : screens.DuplicateCustomer
            && customer.PartnersOfDuplicates?.Any(duplicate => credits.All(credit => credit.Partner != duplicate))
                == true
                ? DuplicateCustomer
            : screens.Burst && notes.HasFlag(TouchNotes.LeadBurst) ? LeadBurst
            : screens.Burst && notes.HasFlag(TouchNotes.Burst) ? ClickBurst
            : screens.PaidSearch && (notes.HasFlag(TouchNotes.PaidSearch) || PaidSearch.Sent(trackingEvent.Body.Url))
                ? PaidSearchClick
            : null;
    }

    /// <summary>Returns why the commissions for a click are held for a person's decision, or null.</summary>
    public static string? HoldReason(AffiliateProgram program, TouchNotes notes) =>
        program.Screens.Burst && notes.HasFlag(TouchNotes.Burst) ? ClickBurst
        : program.Screens.PaidSearch && notes.HasFlag(TouchNotes.PaidSearch) ? PaidSearchClick
        : null;

    private static bool IsOf(string domain, string site) =>
        !Documentation.Contains(domain, StringComparer.OrdinalIgnoreCase) && CompanyDomain.AreSame(domain, site);
}
