using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.PartnerLeads;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Testing;

namespace AffiliateFunctions.Tests.PartnerLeads;

/// <summary>Leads whose customer is registered for another partner.</summary>
public sealed class LeadConflictTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData("reject", "prt_p3", LeadStatus.Offered)]
    [InlineData("approve", "prt_p0", LeadStatus.Accepted)]
    public async Task The_owner_decides_who_gets_a_customer_that_another_partner_holds(
        string decision,
        string partner,
        LeadStatus status
    )
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.HoldAsync(partner: 3);
        await host.SubmitAsync();
        await host.KilledAsync();
        await host.AnswerAsync("accept");
        Assert.Equal(LeadStatus.Conflict, await host.KilledAsync());
        await host.DecideConflictAsync(decision);

        Assert.Equal(status, await host.KilledAsync());

        var lead = await host.LeadAsync();
        Assert.Equal(partner, lead.Holder!.Value.Value);
        Assert.Contains(host.Audit.Entries.Values, entry => entry.Action == "lead_conflict_decided");
        if (decision == "reject")
        {
            await host.AnswerAsync("accept");
            Assert.Equal(LeadStatus.Accepted, await host.KilledAsync());
            Assert.Equal("own-deal", (await host.LeadAsync()).Deal!.Id.Value);
        }

        var holder = await host.HolderAsync();
        Assert.Equal(partner, holder.Partner.Value);
    }

    [Fact]
    public async Task A_lead_whose_customer_the_owner_gives_to_another_lead_is_taken_over_and_its_partner_is_told()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        var first = await host.AcceptedLeadAsync("lead-0", partner: 3);
        await host.SubmitAsync();
        await host.KilledAsync();
        await host.AnswerAsync("accept");
        Assert.Equal(LeadStatus.Conflict, await host.KilledAsync());
        await host.DecideConflictAsync("approve");

        Assert.Equal(LeadStatus.Accepted, await host.KilledAsync());

        var lost = await host.Get<LeadStore>().RequireAsync(first.Key, default);
        Assert.Equal((LeadStatus.TakenOver, true, (PartnerId?)null), (lost.Status, lost.HasNews, lost.Holder));
        var entry = lost.Timeline[^1];
        Assert.Equal(("taken_over", "owner@example.com", "lead-1"), (entry.Step, entry.Actor, entry.Note));
        var mail = host.Emails.Sent.Single(sent => sent.Subject == "Your registration of Big Customer has ended");
        Assert.Contains("given this customer to another partner", mail.Text, StringComparison.Ordinal);
        Assert.Equal("prt_p0", (await host.HolderAsync()).Partner.Value);

        // The run of the lost lead ends, and a later report of its partner changes nothing.
        Assert.Equal(LeadStatus.TakenOver, await host.RunAsync(first.Key));
        Assert.NotNull((await host.Get<LeadStore>().RequireAsync(first.Key, default)).ClosedAt);
        Assert.Contains(
            host.Audit.Entries.Values,
            record => record is { Action: "lead_ended", Reason: "taken_over", Subject: "lead-0" }
        );
    }

    [Fact]
    public async Task A_third_partner_that_has_registered_the_customer_since_the_question_keeps_it()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.HoldAsync(partner: 3);
        host.Clock.Advance(TimeSpan.FromDays(59));
        await host.SubmitAsync();
        await host.KilledAsync();
        await host.AnswerAsync("accept");
        Assert.Equal(LeadStatus.Conflict, await host.KilledAsync());
        host.Clock.Advance(TimeSpan.FromDays(2));
        await host.HoldAsync(partner: 2, "third-deal");
        await host.DecideConflictAsync("approve");

        Assert.Equal(LeadStatus.Offered, await host.KilledAsync());

        Assert.Equal("prt_p2", (await host.LeadAsync()).Holder!.Value.Value);
        Assert.Equal("third-deal", (await host.HolderAsync()).Id.Value);
    }

    [Theory]
    [InlineData("demo", "eu-1", "demo-eu", "1")]
    [InlineData("demo", "lead-x", "demo-lead", "x")]
    public void Leads_of_two_programs_share_neither_an_orchestration_nor_an_approval(
        string program,
        string id,
        string otherProgram,
        string otherId
    )
    {
        var (lead, other) = (LeadOf(program, id), LeadOf(otherProgram, otherId));

        Assert.NotEqual(lead.InstanceId, other.InstanceId);
        Assert.NotEqual(ApprovalOf(lead), ApprovalOf(other));

        static string ApprovalOf(PartnerLead lead) =>
            ApprovalRequest.InstanceIdOf(
                lead.Program,
                LeadSignals.ConflictIdOf(lead, new LeadOffer(1, PartnerNumber.ToId(1), default, default))
            );

        static PartnerLead LeadOf(string program, string id) =>
            new()
            {
                Id = LeadId.Parse(id),
                Program = ProgramSlug.Parse(program),
                Customer = new LeadCustomer("Big Customer", "customer.example", null, null, null, null, null),
                RespondWithinHours = 48,
                ExpiresDays = 90,
                BodyHash = "?",
                ReceivedAt = default,
            };
    }
}
