using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Onboarding;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>The leads that are handed to a partner, for its own pages.</summary>
public interface IPartnerLeads
{
    /// <summary>The leads that the partner is asked about, has, or had: the latest first.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="max">The highest number of leads.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<HandedLead>> ListAsync(
        ProgramSlug program,
        PartnerId partner,
        int max,
        CancellationToken cancellationToken
    );

    /// <summary>A lead as its partner sees it; null for a lead that was never offered to the partner.</summary>
    Task<HandedLeadView?> FindAsync(
        AffiliateProgram program,
        Partner partner,
        string lead,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Carries out the form that the partner was shown: an answer to an offer, or an update of an accepted lead, by the
    /// same rules as the links in e-mails. Returns null for a lead that was never offered to the partner.
    /// </summary>
    Task<HandedLeadView?> SubmitAsync(
        AffiliateProgram program,
        Partner partner,
        string lead,
        IReadOnlyDictionary<string, string> fields,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    );
}

/// <summary>A lead in a partner's list.</summary>
/// <param name="Id">The lead.</param>
/// <param name="Company">The customer's company.</param>
/// <param name="Status">How far the lead is, in words.</param>
/// <param name="Detail">Until when the partner can answer or the deal is registered, or null.</param>
/// <param name="Since">When the lead was offered to the partner.</param>
public sealed record HandedLead(LeadId Id, string Company, string Status, string? Detail, DateTimeOffset Since);

/// <summary>A lead on the page of its partner.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Facts">What the partner may know.</param>
/// <param name="Outcome">What became of a sent form.</param>
public sealed record HandedLeadView(string Title, IReadOnlyList<Fact> Facts, LeadFormOutcome Outcome)
{
    /// <summary>What the partner should know or do, or has done.</summary>
    public required string Text { get; init; }

    /// <summary>The updates so far; null for a lead that the partner has not accepted.</summary>
    public DataTable? History { get; init; }

    /// <summary>The form, without the page that it is submitted to; null if there is nothing to do.</summary>
    public EntryForm? Form { get; init; }
}

/// <summary>What became of a form about a lead.</summary>
public enum LeadFormOutcome
{
    /// <summary>No form was sent.</summary>
    Shown,

    /// <summary>The answer or update is stored.</summary>
    Stored,

    /// <summary>A field must be corrected.</summary>
    Mistake,

    /// <summary>The lead has moved on, so nothing is stored.</summary>
    TooLate,

    /// <summary>Only active partners answer and update leads.</summary>
    NotActive,
}
