using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.DurableTask.Client;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Governance;

/// <summary>Approvals with tables, of which a person selects rows.</summary>
public sealed class ApprovalSelectionTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly Mock<DurableTaskClient> orchestrations = new("test");

    [Fact]
    public async Task A_decision_about_selected_rows_is_stored_with_them_in_the_order_of_the_page()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var token = await AskAsync(host);
        var form = new DecisionForm("exclude", Selected: ["b", "a", "b"], SelectionReason: " Disputed ");

        var decided = Assert.IsType<ApprovalLinkResult.Decided>(await DecideAsync(host, token, form));
        // The same form is sent twice.
        Assert.IsType<ApprovalLinkResult.AlreadyDecided>(await DecideAsync(host, token, form));

        Assert.Equal(("exclude", "Disputed"), (decided.Approval.Decision!.Decision, decided.Approval.Decision.Reason));
        var selection = await host.Get<IApprovals>().FindSelectionAsync(FeatureHost.Slug, "cycle-1", default);
        Assert.Equal(["a", "b"], selection);
        Assert.Equal(1, (await host.VerifyAuditAsync()).Records);
    }

    [Fact]
    public async Task A_decision_about_all_rows_is_refused_while_some_are_selected()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var token = await AskAsync(host);

        Assert.Equal("decision", await MistakeAsync(host, token, new DecisionForm("approve", Selected: ["a"])));
        Assert.Equal("decision", await MistakeAsync(host, token, new DecisionForm("reject", "No", Selected: ["a"])));
        Assert.IsType<ApprovalLinkResult.Decided>(await DecideAsync(host, token, new DecisionForm("approve")));
        Assert.Empty(await host.Get<IApprovals>().FindSelectionAsync(FeatureHost.Slug, "cycle-1", default));
    }

    [Fact]
    public async Task A_selection_needs_rows_of_the_page_and_a_reason()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var token = await AskAsync(host);

        Assert.Equal("selected", await MistakeAsync(host, token, new DecisionForm("exclude", "Disputed")));
        Assert.Equal("selected", await MistakeAsync(host, token, new DecisionForm("exclude", "No", Selected: ["c"])));
        Assert.Equal("selection_reason", await MistakeAsync(host, token, new DecisionForm("exclude", Selected: ["a"])));
    }

    [Fact]
    public async Task Of_an_approval_and_an_exclusion_at_the_same_time_one_wins()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var token = await AskAsync(host);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(number =>
                    DecideAsync(
                        host,
                        token,
                        number % 2 == 0
                            ? new DecisionForm("approve", $"Decision {number}")
                            : new DecisionForm("exclude", $"Decision {number}", Selected: ["a"])
                    )
                )
        );

        Assert.Single(answers.OfType<ApprovalLinkResult.Decided>());
        Assert.Equal(7, answers.OfType<ApprovalLinkResult.AlreadyDecided>().Count());
    }

    // Links that were sent before tables existed are bound to the hash of what was shown then.
    [Fact]
    public void An_approval_that_was_stored_before_tables_existed_is_read_and_keeps_its_hash()
    {
        const string Content = """
            {"subject":"Approve","facts":[{"label":"Company","value":"Example"}],"sections":[{"title":"Lines","lines":["One"]}],"options":[{"decision":"approve","label":"Approve","reason_required":false}]}
            """;
        var stored = JsonSerializer.Deserialize<StoredApproval>(
            $$"""
            {"request":{"id":"cycle-1","program":"demo","kind":"cycle",{{Content.Trim()[1..^1]}},
              "owner":{"name":"Owner","email":"owner@example.com"},"backup":{"name":"Backup","email":"backup@example.com"},
              "excluded":[],"remind_after":"1.00:00:00","escalate_after":"3.00:00:00","expire_after":"14.00:00:00",
              "decision_on_expiry":"reject"},
             "asked_at":"2026-11-01T12:00:00+00:00",
             "decision":{"decision":"approve","actor":"owner@example.com","at":"2026-11-02T12:00:00+00:00"} }
            """,
            StoredJson.Options
        )!;

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content.Trim())));
        Assert.Equal(hash, stored.ContentHash);
        Assert.Equal((null, null), (stored.Request.Sections[0].Table, stored.Decision!.Selected));
    }

    [Fact]
    public async Task A_table_changes_the_content_that_links_are_bound_to_and_is_stored_whole()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await AskAsync(host);

        var stored = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, "cycle-1", default))!;
        Assert.Equal(["a", "b"], stored.Request.SelectableValues);
        Assert.Equal(["First payout."], stored.Request.Sections[0].Table!.Rows[0].Notes);
        var other = stored with { Request = Request("2.00 USD") };
        Assert.NotEqual(stored.ContentHash, other.ContentHash);
    }

    [Fact]
    public async Task An_erased_partner_is_a_pseudonym_in_tables()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await AskAsync(host);
        var erasure = host.Get<IEnumerable<IPartnerErasure>>().Single(part => part is ApprovalErasure);

        await erasure.EraseAsync(
            new ErasedPartner(FeatureHost.Slug, PartnerId.Parse("prt_1"), [], ["Some Agency"]),
            orchestrations.Object,
            default
        );

        var row = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, "cycle-1", default))!
            .Request
            .Sections[0]
            .Table!
            .Rows[0];
        Assert.Equal(new ApprovalCell("Erased", "prt_1"), row.Cells[0]);
        Assert.Equal(("Erased", "1.00 USD"), (row.Parts[0].Text, row.Parts[0].Number));
        Assert.Empty(row.Notes);
    }

    [Fact]
    public async Task Another_applicants_answers_stay_when_a_partner_of_the_findings_is_erased()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var request = Request("1.00 USD") with
        {
            Id = "application-app_2",
            Kind = ApprovalKinds.Application,
            Facts =
            [
                new ApprovalFact("Warning", "Some Agency (prt_1) has the same website."),
                new ApprovalFact("How many readers?", "4,000") { IsPersonal = true },
            ],
        };
        await host.Get<ApprovalStore>().OpenAsync(request, host.Clock.GetUtcNow(), default);

        await host.Get<IEnumerable<IPartnerErasure>>()
            .Single(part => part is ApprovalErasure)
            .EraseAsync(
                new ErasedPartner(FeatureHost.Slug, PartnerId.Parse("prt_1"), [], ["Some Agency"]),
                orchestrations.Object,
                default
            );

        var facts = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, request.Id, default))!.Request.Facts;
        Assert.Equal(["Erased (prt_1) has the same website.", "4,000"], facts.Select(fact => fact.Value));
    }

    private Task<ApprovalLinkResult> DecideAsync(FeatureHost host, string token, DecisionForm form) =>
        host.Get<ApprovalService>().DecideAsync(token, form, null, orchestrations.Object, default);

    private async Task<string?> MistakeAsync(FeatureHost host, string token, DecisionForm form) =>
        Assert.IsType<ApprovalLinkResult.Undecided>(await DecideAsync(host, token, form)).Error?.Field;

    private static async Task<string> AskAsync(FeatureHost host)
    {
        var approval = await host.Get<ApprovalStore>().OpenAsync(Request("1.00 USD"), host.Clock.GetUtcNow(), default);
        return new Uri(host.Get<ApprovalLinks>().AddressFor(approval, "owner@example.com")).Segments[^1];
    }

    private static ApprovalRequest Request(string amount) =>
        new()
        {
            Id = "cycle-1",
            Program = FeatureHost.Slug,
            Kind = "cycle",
            Subject = "Approve the payouts",
            Facts = [new ApprovalFact("Total", "1.00 USD")],
            Sections =
            [
                new ApprovalSection("Payouts", [])
                {
                    Table = new ApprovalTable(
                        "1 payout",
                        [new ApprovalColumn("Partner"), new ApprovalColumn("Amount", IsNumber: true)],
                        [
                            new ApprovalRow([new ApprovalCell("Some Agency", "prt_1"), new ApprovalCell(amount)])
                            {
                                Notes = ["First payout."],
                                Value = "a",
                                PartsTitle = "1 commission",
                                Parts = [new ApprovalPart("sale of Some Agency", amount, "b")],
                            },
                        ]
                    ),
                },
            ],
            Options =
            [
                new ApprovalOption("approve", "Approve"),
                new ApprovalOption("reject", "Reject", ReasonRequired: true),
                new ApprovalOption("exclude", "Exclude", ReasonRequired: true) { SelectionRequired = true },
            ],
            Owner = new Person("Program owner", "owner@example.com"),
            Backup = new Person("Backup owner", "backup@example.com"),
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = "reject",
        };
}
