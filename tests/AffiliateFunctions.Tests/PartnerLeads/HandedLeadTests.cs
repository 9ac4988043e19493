using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerLeads;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Testing;

namespace AffiliateFunctions.Tests.PartnerLeads;

/// <summary>A partner works on its leads on its own page as by the links in e-mails.</summary>
public sealed class HandedLeadTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_partner_accepts_a_lead_sees_its_contact_and_reports_its_stages()
    {
        await using var host = await StartAsync();
        var partner = await PartnerAsync(host, 0);
        var offered = Assert.Single(await ListAsync(host, partner));
        Assert.Equal(("Big Customer", "Waits for your answer"), (offered.Company, offered.Status));
        var offer = (await FindAsync(host, partner))!;
        Assert.DoesNotContain(offer.Facts, fact => fact.Value.Contains("cora", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("decision", offer.Form!.Fields[0].Name);

        Assert.Equal(LeadFormOutcome.Mistake, await SubmitAsync(host, partner, ("decision", "perhaps")));
        Assert.Equal(LeadFormOutcome.Stored, await SubmitAsync(host, partner, ("decision", "accept")));
        Assert.Equal(LeadFormOutcome.TooLate, await SubmitAsync(host, partner, ("decision", "decline")));
        Assert.Equal("You have answered", Assert.Single(await ListAsync(host, partner)).Status);
        Assert.Equal(LeadStatus.Accepted, await host.KilledAsync());

        var accepted = (await FindAsync(host, partner))!;
        Assert.Contains(accepted.Facts, fact => fact is { Label: "E-mail", Value: "cora@customer.example" });
        Assert.Equal("1", accepted.Form!.Hidden["number"]);
        Assert.Equal(LeadFormOutcome.Stored, await SubmitAsync(host, partner, ("stage", "meeting"), ("number", "1")));
        Assert.Equal(LeadFormOutcome.Stored, await SubmitAsync(host, partner, ("stage", "meeting"), ("number", "1")));
        Assert.Equal("Meeting", Assert.Single(await ListAsync(host, partner)).Status);
        await host.KilledAsync();
        Assert.Equal(LeadFormOutcome.Stored, await SubmitAsync(host, partner, ("stage", "won"), ("number", "2")));
        Assert.Equal(LeadStatus.Won, await host.RunAsync());

        Assert.Equal(LeadFormOutcome.TooLate, await SubmitAsync(host, partner, ("stage", "lost"), ("number", "3")));
        Assert.Equal("Won", Assert.Single(await ListAsync(host, partner)).Status);
        host.Clock.Advance(TimeSpan.FromDays(31));
        var ended = (await FindAsync(host, partner))!;
        Assert.Null(ended.Form);
        Assert.Equal(3, ended.History!.Rows.Count);
        Assert.DoesNotContain(ended.Facts, fact => fact.Label is "E-mail" or "Contact");
    }

    [Fact]
    public async Task Another_partner_sees_nothing_and_changes_nothing()
    {
        await using var host = await StartAsync();
        var stranger = await PartnerAsync(host, 3);

        Assert.Empty(await ListAsync(host, stranger));
        Assert.Null(await FindAsync(host, stranger));
        Assert.Null(await SubmitAsync(host, stranger, ("decision", "accept")));
        Assert.Null((await host.LeadAsync()).OpenOffer!.Answer);
    }

    [Fact]
    public async Task A_partner_that_has_declined_reads_so_and_not_who_has_the_lead()
    {
        await using var host = await StartAsync();
        var (first, second) = (await PartnerAsync(host, 0), await PartnerAsync(host, 1));
        await SubmitAsync(host, first, ("decision", "decline"), ("reason", "Too far away."));
        await host.KilledAsync();
        await SubmitAsync(host, second, ("decision", "accept"));
        await host.KilledAsync();

        Assert.Empty(await ListAsync(host, first));
        var declined = (await FindAsync(host, first))!;
        Assert.Equal("You have declined this lead.", declined.Text);
        Assert.Equal(["Company", "Offered", "Declined", "Your reason"], declined.Facts.Select(fact => fact.Label));
        Assert.Equal("Too far away.", declined.Facts[^1].Value);
        Assert.Null(declined.Form);
        Assert.Equal(LeadFormOutcome.TooLate, await SubmitAsync(host, first, ("decision", "accept")));
        Assert.Single(await ListAsync(host, second));
    }

    [Fact]
    public async Task An_offer_that_has_expired_and_a_suspended_partner_get_no_form()
    {
        await using var host = await StartAsync();
        var partner = await PartnerAsync(host, 0);
        var suspended = partner with { Status = PartnerStatus.Suspended };
        Assert.Null((await FindAsync(host, suspended))!.Form);
        host.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Null((await FindAsync(host, partner))!.Form);
        Assert.Equal(LeadFormOutcome.TooLate, await SubmitAsync(host, partner, ("decision", "accept")));
        Assert.Null((await host.LeadAsync()).Offers[0].Answer);
    }

    private async Task<LeadHost> StartAsync()
    {
        var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync();
        await host.KilledAsync();
        return host;
    }

    private static async Task<Partner> PartnerAsync(LeadHost host, int number) =>
        (await host.Partners.FindAsync(LeadHost.Program.Slug, PartnerNumber.ToId(number), default))!;

    private static Task<IReadOnlyList<HandedLead>> ListAsync(LeadHost host, Partner partner) =>
        host.Get<IPartnerLeads>().ListAsync(LeadHost.Program.Slug, partner.Id, 10, default);

    private static Task<HandedLeadView?> FindAsync(LeadHost host, Partner partner) =>
        host.Get<IPartnerLeads>().FindAsync(LeadHost.Program, partner, "lead-1", default);

    private static async Task<LeadFormOutcome?> SubmitAsync(
        LeadHost host,
        Partner partner,
        params (string Name, string Value)[] fields
    ) =>
        (
            await host.Get<IPartnerLeads>()
                .SubmitAsync(
                    LeadHost.Program,
                    partner,
                    "lead-1",
                    fields.ToDictionary(field => field.Name, field => field.Value),
                    host.Orchestrations,
                    default
                )
        )?.Outcome;
}
