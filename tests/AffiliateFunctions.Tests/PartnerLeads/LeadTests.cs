using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Deals;
using AffiliateFunctions.Governance;
using AffiliateFunctions.PartnerLeads;
using AffiliateFunctions.PartnerLeads.Links;
using AffiliateFunctions.PartnerLeads.Requests;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Testing;

namespace AffiliateFunctions.Tests.PartnerLeads;

/// <summary>Leads that are handed to partners, from the first offer to the end.</summary>
public sealed class LeadTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_lead_that_is_killed_in_each_state_continues_from_it()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.HoldAsync(partner: 3);
        await host.SubmitAsync();
        (LeadStatus Status, Func<Task> Act)[] story =
        [
            (LeadStatus.Offered, () => host.AnswerAsync("decline")),
            (LeadStatus.Offered, () => host.AnswerAsync("accept")),
            (LeadStatus.Conflict, () => host.DecideConflictAsync("approve")),
            (LeadStatus.Accepted, () => host.UpdateAsync("meeting")),
            (LeadStatus.Accepted, () => host.UpdateAsync("extend")),
            (LeadStatus.Accepted, () => host.UpdateAsync("won")),
        ];
        foreach (var (status, act) in story)
        {
            Assert.Equal(status, await host.KilledAsync());
            Assert.Equal(status, await host.KilledAsync());
            await act();
        }

        Assert.Equal(LeadStatus.Won, await host.RunAsync());
        Assert.Equal(LeadStatus.Won, await host.RunAsync());

        var lead = await host.LeadAsync();
        Assert.Equal(
            [
                "received",
                "offered",
                "declined",
                "offered",
                "accepted",
                "domain_held",
                "conflict_decided",
                "deal_registered",
                "stage_reported",
                "deal_extended",
                "stage_reported",
            ],
            lead.Timeline.Select(entry => entry.Step)
        );
        Assert.Equal(["meeting", "closed_won"], host.Stages.Reported.Values.Select(stage => stage.Name));
        Assert.Equal(
            ["lead.accepted lead-1:2", "lead.declined lead-1:1", "lead.offered lead-1:1", "lead.offered lead-1:2"],
            host.Webhooks.Of(LeadHost.Program.Slug)
                .Where(told => !told.StartsWith("lead.stage", StringComparison.Ordinal))
        );
        Assert.Equal(
            3,
            host.Webhooks.Of(LeadHost.Program.Slug)
                .Count(told => told.StartsWith("lead.stage", StringComparison.Ordinal))
        );
        Assert.Equal(
            ["contact:2", "offer:1", "offer:2", "owner:ended", "taken-over:2"],
            host.Emails.Sent.Where(mail => mail.Key.StartsWith("lead:", StringComparison.Ordinal))
                .Select(mail => mail.Key.Split(':', 4)[3])
                .Order()
        );
        var held = await host.HolderAsync();
        Assert.Equal((PartnerNumber.ToId(1), lead.Deal!.ExpiresAt), (held.Partner, held.ExpiresAt));
        Assert.Equal(180, (lead.Deal.ExpiresAt - host.Clock.GetUtcNow()).Days);
    }

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

    [Fact]
    public async Task A_form_that_is_sent_twice_is_one_update_and_the_registration_is_extended_once()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync();
        await host.KilledAsync();
        await host.AnswerAsync("accept");
        await host.KilledAsync();

        Assert.IsType<LeadLinkResult.Done>(await host.UpdateAsync("extend", "1"));
        Assert.IsType<LeadLinkResult.Open>(await host.UpdateAsync("extend", "2"));
        Assert.IsType<LeadLinkResult.Done>(await host.UpdateAsync("meeting", "2"));
        Assert.IsType<LeadLinkResult.Done>(await host.UpdateAsync("meeting", "2"));
        Assert.IsType<LeadLinkResult.Unchanged>(await host.UpdateAsync("lost", "2"));
        await host.KilledAsync();
        Assert.IsType<LeadLinkResult.Done>(await host.UpdateAsync("lost", "3"));
        Assert.IsType<LeadLinkResult.Done>(await host.UpdateAsync("lost", "3"));
        Assert.Equal(LeadStatus.Lost, await host.RunAsync());
        Assert.IsType<LeadLinkResult.Done>(await host.UpdateAsync("lost", "3"));
        Assert.IsType<LeadLinkResult.Unchanged>(await host.UpdateAsync("won"));

        Assert.Equal(
            [("lead:lead-1:stage:2", "meeting"), ("lead:lead-1:stage:3", "closed_lost")],
            host.Stages.Reported.Values.Select(stage => (stage.Id.Value, stage.Name))
        );
    }

    [Fact]
    public async Task A_silent_holder_is_reminded_every_14_days_until_the_registration_expires()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync(LeadHost.Body with { ExpiresDays = 30 });
        await host.KilledAsync();
        await host.AnswerAsync("accept");
        await host.KilledAsync();

        var status = await host.RunAsync(() =>
        {
            host.Clock.Advance(TimeSpan.FromDays(15));
            return Task.CompletedTask;
        });

        Assert.Equal(LeadStatus.Expired, status);
        Assert.Equal(
            ["lead:p:lead-1:update:1"],
            host.Emails.Sent.Where(mail => mail.Key.Contains(":update:", StringComparison.Ordinal))
                .Select(mail => mail.Key.Replace(LeadHost.Program.Slug.Value, "p", StringComparison.Ordinal))
        );
        Assert.Equal(2, host.Emails.Sent.Count(mail => mail.Key.Contains(":ended", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_lead_can_be_withdrawn_in_each_state(int state)
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.HoldAsync(partner: 3);
        await host.SubmitAsync();
        Func<Task>[] story =
        [
            () => host.AnswerAsync("accept"),
            () => Task.CompletedTask,
            () => host.DecideConflictAsync("approve"),
            () => host.UpdateAsync("meeting"),
        ];
        foreach (var act in story.Take(state))
        {
            await host.KilledAsync();
            await act();
        }

        await host.Get<LeadStore>()
            .ChangeAsync(
                LeadHost.Key,
                lead => lead.Moved(LeadStatus.Withdrawn, new LeadEntry(host.Clock.GetUtcNow(), "withdrawn", "key")),
                default
            );

        Assert.Equal(LeadStatus.Withdrawn, await host.RunAsync());
        Assert.Equal(LeadStatus.Withdrawn, await host.RunAsync());
        var ended = await host.LeadAsync();
        Assert.NotNull(ended.ClosedAt);
        Assert.False(ended.HasNews);
        Assert.DoesNotContain(
            await host.Get<DealStore>().ListAsync(LeadHost.Program.Slug, null, default).ToListAsync(),
            deal => deal.Id.Value != "own-deal" && deal.IsInForceAt(host.Clock.GetUtcNow())
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lead_that_is_interrupted_at_any_request_has_each_effect_once(bool answerLost)
    {
        for (var failsAt = 1; ; failsAt++)
        {
            var fault = new StorageFault();
            await using var host = await LeadHost.StartAsync(azurite.TakeAccount(), fault);
            await host.SubmitAsync();
            fault.Arm(failsAt, answerLost);

            await RepeatAsync(host.KilledAsync);
            await RepeatAsync(() => host.AnswerAsync("accept"));
            await RepeatAsync(host.KilledAsync);
            await RepeatAsync(() => host.UpdateAsync("meeting", "1"));
            await RepeatAsync(host.KilledAsync);
            await RepeatAsync(() => host.UpdateAsync("won", "2"));
            Assert.Equal(LeadStatus.Won, await RepeatAsync(host.RunAsync));

            var wasHit = fault.Requests >= failsAt;
            fault.Arm(0, answerLost);
            Assert.Equal(2, (await host.LeadAsync()).Reports.Count);
            Assert.Equal(2, host.Stages.Reported.Count);
            Assert.Equal(
                ["lead.accepted lead-1:1", "lead.offered lead-1:1", "lead.stage lead-1:1", "lead.stage lead-1:2"],
                host.Webhooks.Of(LeadHost.Program.Slug)
            );
            Assert.Equal(3, host.Emails.Sent.Count);
            if (!wasHit)
            {
                Assert.InRange(failsAt, 10, 80);
                return;
            }
        }
    }

    [Fact]
    public async Task The_contact_is_erased_with_the_customer()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync(LeadHost.Body with { Customer = LeadHost.Body.Customer! with { ExternalId = "c1" } });
        var erasure = host.Get<ICustomerDataErasure>();

        Assert.False(await erasure.EraseAsync(LeadHost.Program.Slug, CustomerId.Parse("c2"), default));
        Assert.True(await erasure.EraseAsync(LeadHost.Program.Slug, CustomerId.Parse("c1"), default));

        var customer = (await host.LeadAsync()).Customer;
        Assert.Equal((null, null, "Big Customer"), (customer.ContactName, customer.Email, customer.Company));
    }

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

    [Fact]
    public async Task The_process_shows_who_is_waited_for()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync();
        await host.KilledAsync();
        var asked = await RunsAsync(host);
        await host.AnswerAsync("accept");
        await host.KilledAsync();

        Assert.Equal([("answer_lead", true)], asked);
        Assert.Equal([("answer_lead", false), ("update_lead", true)], await RunsAsync(host));
    }

    [Fact]
    public async Task An_erasure_after_the_end_does_not_move_the_end_of_a_lead()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync(LeadHost.Body with { Partners = ["prt_p1"] });
        await host.KilledAsync();
        await host.AnswerAsync("decline");
        await host.RunAsync();
        var lead = await host.LeadAsync();

        var erased = lead.Noting(new LeadEntry(lead.ReceivedAt.AddDays(100), LeadTimeline.Erased, "key"));

        Assert.NotNull(lead.EndedAt);
        Assert.Equal(LeadProcess.RunsOf(lead), LeadProcess.RunsOf(erased));
        Assert.Equal(lead.EndedAt, erased.EndedAt);
    }

    private static async Task<List<(string Step, bool Waits)>> RunsAsync(LeadHost host) =>
        await host.Get<IEnumerable<IProcessSource>>()
            .OfType<LeadProcess>()
            .Single()
            .RunsAsync(LeadHost.Program.Slug, default, default)
            .Select(run => (run.Step, run.EndedAt is null))
            .ToListAsync();

    private static async Task<T> RepeatAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (Azure.RequestFailedException)
        {
            return await step();
        }
    }
}
