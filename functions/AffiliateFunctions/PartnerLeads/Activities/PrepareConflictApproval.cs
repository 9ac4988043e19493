using Affiliate.Domain.Identity;
using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerLeads.Activities;

/// <summary>Makes the request by which the owner decides which of two partners gets the customer of a lead.</summary>
public sealed class PrepareConflictApproval(
    LeadStore leads,
    IPrograms programs,
    IPartners partners,
    IApprovals approvals,
    TimeProvider clock
)
{
    /// <summary>The decision that the partner that has accepted gets the customer.</summary>
    public const string GiveToPartner = "approve";

    /// <summary>The decision that the partner that holds the domain keeps the customer.</summary>
    public const string LeaveWithHolder = "reject";

    /// <inheritdoc cref="PrepareConflictApproval"/>
    [Function(nameof(PrepareConflictApproval))]
    public async Task<ApprovalRequest> RunAsync([ActivityTrigger] LeadKey key, CancellationToken cancellationToken)
    {
        var lead = await leads.RequireAsync(key, cancellationToken);
        var program = await programs.FindAsync(key.Program, cancellationToken);
        var charter =
            program?.Charter ?? throw new InvalidOperationException($"The program {key.Program} has no charter.");
        var offer = lead.Offers[^1];
        var conflict = offer.Conflict ?? throw new InvalidOperationException($"The lead {key.Id} has no conflict.");
        var request = new ApprovalRequest
        {
            Id = LeadSignals.ConflictIdOf(lead, offer),
            Program = key.Program,
            Kind = ApprovalKinds.LeadConflict,
            Subject = $"Decide who gets the customer {lead.Customer.Company}",
            Facts =
            [
                new("Lead", lead.Id.Value),
                new("Customer", $"{lead.Customer.Company}, {lead.Customer.Domain}"),
                .. LeadTexts.AmountOf(lead, program.Currency) is { } amount
                    ? [new ApprovalFact("Expected amount", amount)]
                    : Array.Empty<ApprovalFact>(),
                new("Accepted by", await NameAsync(key.Program, offer.Partner, cancellationToken)),
                new("Accepted", DisplayFormat.Time(offer.AnsweredAt ?? offer.OfferedAt)),
                new("Domain held by", await NameAsync(key.Program, conflict.Holder, cancellationToken)),
                new("Held by the deal", $"{conflict.Deal}, until {DisplayFormat.Time(conflict.HeldUntil)}"),
                new(
                    "Effect",
                    "Approved, the holder's registration ends and the new one begins; earlier commissions stay. Rejected, "
                        + "the lead is offered to the holder."
                ),
            ],
            Options =
            [
                new(GiveToPartner, "Give the customer to the partner that accepted"),
                new(LeaveWithHolder, "Leave the customer with the holder", ReasonRequired: true),
            ],
            Owner = charter.Owner,
            Backup = charter.BackupOwner,
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(7),
            DecisionOnExpiry = LeaveWithHolder,
        };
        return await approvals.PrepareAsync(request, clock.GetUtcNow(), cancellationToken);
    }

    private async Task<string> NameAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken) =>
        await partners.FindAsync(program, id, cancellationToken) is { } partner
            ? $"{partner.Company} ({id})"
            : id.Value;
}
