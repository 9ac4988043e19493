using Affiliate.Domain.Identity;
using AffiliateFunctions.PartnerLeads;

namespace AffiliateFunctions.Tests.PartnerLeads;

public sealed class LeadErasureTests
{
    [Fact]
    public void The_reasons_that_people_gave_are_erased_with_the_contact_and_the_steps_stay()
    {
        var at = new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);
        var lead = new PartnerLead
        {
            Id = LeadId.Parse("lead-1"),
            Program = ProgramSlug.Parse("demo"),
            Customer = new LeadCustomer(
                "Big Customer",
                "customer.example",
                null,
                "Cora",
                "cora@customer.example",
                null,
                "US"
            ),
            RespondWithinHours = 48,
            ExpiresDays = 90,
            BodyHash = "hash",
            ReceivedAt = at,
            Timeline =
            [
                new LeadEntry(at, LeadTimeline.ConflictDecided, "owner@example.com", "Cora asked for it."),
                new LeadEntry(at, LeadTimeline.Withdrawn, "key", "Cora has left."),
            ],
        };

        var erased = LeadErasure.WithoutContact(lead);

        Assert.Equal(
            [LeadTimeline.ConflictDecided, LeadTimeline.Withdrawn],
            erased.Timeline.Select(entry => entry.Step)
        );
        Assert.All(erased.Timeline, entry => Assert.Null(entry.Note));
        Assert.Null(erased.Customer.ContactName);
    }
}
