using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>The words about leads in e-mails, pages and approvals.</summary>
internal static class LeadTexts
{
    /// <summary>The outline that partners read before they answer. The contact's personal data are not part of it.</summary>
    public static IReadOnlyList<Fact> Outline(PartnerLead lead, string currency) =>
        [
            new Fact("Company", lead.Customer.Company),
            .. OptionalFact("Country", lead.Customer.Country),
            .. OptionalFact("Expected amount", AmountOf(lead, currency)),
            .. OptionalFact("Message", lead.Message),
        ];

    /// <summary>The outline with the contact, for the partner that has the lead.</summary>
    public static IReadOnlyList<Fact> Whole(PartnerLead lead, string currency) =>
        [
            .. Outline(lead, currency),
            new Fact("Domain", lead.Customer.Domain),
            .. OptionalFact("Contact", lead.Customer.ContactName),
            .. OptionalFact("E-mail", lead.Customer.Email),
            .. OptionalFact("Telephone", lead.Customer.Phone),
        ];

    /// <summary>The expected amount in words, or null.</summary>
    public static string? AmountOf(PartnerLead lead, string currency) =>
        lead.ExpectedAmount is { } amount ? DisplayFormat.Amount(amount, currency) : null;

    /// <summary>What a partner reports, in words.</summary>
    public static string NameOf(LeadReportKind kind) =>
        kind switch
        {
            LeadReportKind.Meeting => "Meeting",
            LeadReportKind.Negotiation => "Negotiation",
            LeadReportKind.Won => "Won",
            LeadReportKind.Lost => "Lost",
            _ => "Registration extended",
        };

    /// <summary>The stage as the CRM names it; null for an extension.</summary>
    public static string? StageOf(LeadReportKind kind) =>
        kind switch
        {
            LeadReportKind.Meeting => "meeting",
            LeadReportKind.Negotiation => "negotiation",
            LeadReportKind.Won => "closed_won",
            LeadReportKind.Lost => "closed_lost",
            _ => null,
        };

    /// <summary>The id of the deal that an accepted offer registers.</summary>
    public static EventId DealIdOf(PartnerLead lead, LeadOffer offer) =>
        EventId.Parse($"lead:{lead.Id}:{offer.Number}");

    /// <summary>The id of the event that an update sends.</summary>
    public static EventId EventIdOf(PartnerLead lead, LeadReport report) =>
        EventId.Parse($"lead:{lead.Id}:stage:{report.Number}");

    private static IEnumerable<Fact> OptionalFact(string label, string? value) =>
        string.IsNullOrWhiteSpace(value) ? [] : [new Fact(label, value)];
}
