using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Deals;
using AffiliateFunctions.PartnerLeads;
using AffiliateFunctions.PartnerLeads.Links;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Testing;

namespace AffiliateFunctions.Tests.PartnerLeads;

/// <summary>Who is offered a lead, and how partners answer.</summary>
public sealed class LeadOfferTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_partner_reads_the_contact_only_after_it_has_accepted()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync();
        await host.KilledAsync();
        var offer = Assert.Single(host.Emails.Sent);
        Assert.Contains("Big Customer", offer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Cora", offer.Html + offer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("customer.example", offer.Html + offer.Text, StringComparison.Ordinal);

        await host.AnswerAsync("accept");
        await host.KilledAsync();

        var contact = host.Emails.Sent.Single(mail => mail.Key.Contains("contact", StringComparison.Ordinal));
        Assert.Contains("cora@customer.example", contact.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_partner_is_reminded_once_and_after_the_deadline_the_next_one_is_asked()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync();

        var waits = 0;
        var status = await host.RunAsync(() =>
        {
            waits++;
            host.Clock.Advance(TimeSpan.FromHours(24));
            return Task.CompletedTask;
        });

        var lead = await host.LeadAsync();
        Assert.Equal((LeadStatus.Unassigned, 8), (status, waits));
        Assert.Equal(["prt_p0", "prt_p1", "prt_p2", "prt_p3"], lead.Offers.Select(offer => offer.Partner.Value));
        Assert.All(
            lead.Offers,
            offer => Assert.Equal((OfferEnd.Unanswered, 48), (offer.End, (offer.DueAt - offer.OfferedAt).TotalHours))
        );
        Assert.Equal(4, host.Emails.Sent.Count(mail => mail.Key.EndsWith(":reminder", StringComparison.Ordinal)));
        Assert.Equal(
            "owner@example.com",
            host.Emails.Sent.Single(mail => mail.Key.EndsWith(":owner:ended", StringComparison.Ordinal)).To
        );
    }

    [Fact]
    public async Task The_partners_of_the_group_and_country_with_the_fewest_open_leads_are_asked_first()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        host.Partners.Groups[1] = "gold";
        host.Partners.Groups[2] = "gold";
        host.Partners.Groups[3] = "gold";
        host.Partners.Countries[1] = "DE";
        var first = await host.SubmitAsync(
            LeadHost.Body with
            {
                Groups = ["gold"],
                Customer = LeadHost.Body.Customer! with { Country = "us" },
            }
        );
        await host.KilledAsync();
        var partners = host.Get<LeadPartners>();

        var second = await partners.NextAsync(first with { Id = LeadId.Parse("lead-2"), Offers = [] }, default);

        Assert.Equal("prt_p2", (await host.LeadAsync()).Offers[0].Partner.Value);
        Assert.Equal("prt_p3", second!.Id.Value);
        Assert.Null(await partners.NextAsync(first with { Groups = ["silver"] }, default));
    }

    [Fact]
    public async Task Given_partners_are_asked_in_their_order_and_suspended_ones_are_left_out()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        host.Partners.Suspended.Add(2);
        await host.SubmitAsync(LeadHost.Body with { Partners = ["prt_p3", "prt_p2", "prt_p1"] });
        await host.KilledAsync();
        await host.AnswerAsync("decline");
        await host.KilledAsync();
        await host.AnswerAsync("decline");

        Assert.Equal(LeadStatus.Unassigned, await host.RunAsync());
        Assert.Equal(["prt_p3", "prt_p1"], (await host.LeadAsync()).Offers.Select(offer => offer.Partner.Value));
    }

    [Fact]
    public async Task The_first_answer_counts_and_an_answer_after_the_deadline_changes_nothing()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync();
        await host.KilledAsync();
        var shown = await host.LeadAsync();

        var answers = await Task.WhenAll(host.AnswerAsync("accept", shown), host.AnswerAsync("decline", shown));
        Assert.Single(answers.OfType<LeadLinkResult.Done>());
        Assert.IsType<LeadLinkResult.Over>(await host.AnswerAsync("accept", shown));

        var other = await LeadHost.StartAsync(azurite.TakeAccount());
        await other.SubmitAsync();
        await other.KilledAsync();
        var asked = await other.LeadAsync();
        other.Clock.Advance(TimeSpan.FromHours(48));
        Assert.IsType<LeadLinkResult.Over>(await other.AnswerAsync("accept", asked));
        var waits = 0;
        await Assert.ThrowsAsync<LeadHost.KilledException>(() =>
            other.RunAsync(() => ++waits > 2 ? throw new LeadHost.KilledException() : Task.CompletedTask)
        );
        Assert.Equal(["prt_p0", "prt_p1"], (await other.LeadAsync()).Offers.Select(offer => offer.Partner.Value));
        Assert.IsNotType<LeadLinkResult.Done>(await other.AnswerAsync("accept", asked));
        await other.DisposeAsync();
    }

    [Fact]
    public async Task A_partner_that_was_suspended_after_it_accepted_does_not_get_the_lead()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync();
        await host.KilledAsync();
        await host.AnswerAsync("accept");
        host.Partners.Suspended.Add(0);

        Assert.Equal(LeadStatus.Offered, await host.KilledAsync());

        var lead = await host.LeadAsync();
        Assert.Equal((OfferEnd.PartnerInactive, "prt_p1"), (lead.Offers[0].End, lead.Offers[1].Partner.Value));
        Assert.Empty(await host.Get<DealStore>().HoldsAsync(LeadHost.Program.Slug, ["customer.example"], default));
    }

    [Fact]
    public async Task A_link_works_only_for_its_lead_its_purpose_and_the_partners_address()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        var lead = await host.SubmitAsync();
        await host.KilledAsync();
        lead = await host.LeadAsync();
        var (links, service) = (host.Get<LeadLinks>(), host.Get<LeadAnswerService>());
        var own = (await host.Partners.FindAsync(lead.Program, PartnerNumber.ToId(0), default))!;

        string[] foreign =
        [
            links.ToOffer(lead with { Id = LeadId.Parse("lead-2") }, lead.Offers[0], own),
            links.ToOffer(lead, lead.Offers[0] with { Number = 2 }, own),
            links.ToOffer(lead, lead.Offers[0], own with { Email = "other@example.org" }),
            links.ToLead(
                lead with
                {
                    Deal = new LeadDeal(EventId.Parse("d"), own.Id, default, lead.Offers[0].DueAt),
                },
                own
            ),
        ];
        foreach (var link in foreign)
        {
            Assert.IsType<LeadLinkResult.Invalid>(
                await service.AnswerAsync(LeadHost.TokenOf(link), new("accept"), host.Orchestrations, default)
            );
        }

        Assert.IsType<LeadLinkResult.Open>(
            await service.OpenAsync(LeadHost.TokenOf(links.ToOffer(lead, lead.Offers[0], own)), default)
        );
        Assert.Null((await host.LeadAsync()).Offers[0].Answer);
    }
}
