using AffiliateFunctions.PartnerLeads.Requests;
using Testing;

namespace AffiliateFunctions.Tests.PartnerLeads;

/// <summary>Leads as the company sends them.</summary>
public sealed class LeadIntakeTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Another_lead_under_the_same_id_is_a_conflict_and_the_same_one_is_the_same()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        var intake = host.Get<LeadIntake>();
        Assert.True((await intake.TakeAsync(LeadHost.Program, LeadHost.Body, host.Orchestrations, default)).Succeeded);
        Assert.True((await intake.TakeAsync(LeadHost.Program, LeadHost.Body, host.Orchestrations, default)).Succeeded);
        var other = await intake.TakeAsync(
            LeadHost.Program,
            LeadHost.Body with
            {
                ExpectedAmount = 1,
            },
            host.Orchestrations,
            default
        );
        Assert.Equal(AffiliateFunctions.Infrastructure.Http.ProblemKind.Conflict, other.Problem!.Kind);
        Assert.Single(host.Audit.Entries.Values, entry => entry.Action == "lead_received");
    }

    [Fact]
    public async Task What_is_wrong_with_a_lead_is_named()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        var wrong = new LeadBody(
            LeadId: "a b",
            Customer: new LeadBody.LeadCustomerBody(
                " ",
                "gmail.com",
                "a/b",
                "x\ny",
                "cora",
                new string('1', 51),
                "Utopia"
            ),
            Message: new string('m', 2001),
            ExpectedAmount: -1,
            Groups: [""],
            Partners: ["nobody"],
            RespondWithinHours: 0,
            ExpiresDays: 731
        );
        var refused = await host.Get<LeadIntake>().TakeAsync(LeadHost.Program, wrong, host.Orchestrations, default);
        Assert.Equal(
            [
                "/customer/company",
                "/customer/contact_name",
                "/customer/country",
                "/customer/domain",
                "/customer/email",
                "/customer/external_id",
                "/customer/phone",
                "/expected_amount",
                "/expires_days",
                "/groups",
                "/lead_id",
                "/message",
                "/partners",
                "/respond_within_hours",
            ],
            refused.Problem!.Errors!.Keys.Order(StringComparer.Ordinal)
        );
    }
}
