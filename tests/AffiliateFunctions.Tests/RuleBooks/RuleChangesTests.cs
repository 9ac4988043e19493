using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Tests.PerformanceReview;
using Testing;

namespace AffiliateFunctions.Tests.RuleBooks;

/// <summary>A review that changes the rules opens one draft, and the draft is followed until its change is in force.</summary>
public sealed class RuleChangesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    private ReviewHost host = null!;

    private RuleBookStore Books => host.Get<RuleBookStore>();

    private RuleChanges Changes => host.Get<RuleChanges>();

    [Fact]
    public async Task A_request_opens_a_copy_of_the_version_in_force_as_the_next_version_and_a_repeat_opens_no_other()
    {
        var opened = await OpenAsync("2026-10-1");
        var again = await OpenAsync("2026-10-1");

        Assert.Equal((new OpenedRuleChange(2, IsNew: true), opened), (opened, again));
        var (stored, document) = (await Books.FindAsync(ReviewHost.Slug, 2, default))!.Value;
        Assert.Equal((RuleBookStatus.Draft, 2), (stored.Status, await CountAsync()));
        Assert.Equal(["2026-10-1"], stored.ChangeRequests!.Select(request => request.Action));
        Assert.Equal(Document("Rules, to change after 2026-10", percent: 20).Canonical, document);
    }

    [Fact]
    public async Task A_second_request_is_added_to_the_open_draft_and_a_version_stored_meanwhile_is_not_in_its_way()
    {
        await OpenAsync("2026-10-1");
        Assert.Equal(3, (await StoreAsync("Meanwhile", percent: 15)).Version);

        var second = await OpenAsync("2026-11-1");

        Assert.Equal(new OpenedRuleChange(2, IsNew: false), second);
        Assert.Equal(second, await OpenAsync("2026-11-1"));
        Assert.Equal(
            ["2026-10-1", "2026-11-1"],
            (await Changes.RequestsOfAsync(ReviewHost.Slug, 2, default)).Select(request => request.Action)
        );
        Assert.Empty(await Changes.RequestsOfAsync(ReviewHost.Slug, 3, default));
        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task The_change_is_open_until_a_version_that_is_based_on_the_draft_is_in_force()
    {
        await OpenAsync("2026-10-1");
        Assert.Equal("Draft 2 of the rule book is not edited yet.", await SentenceAsync());

        await StoreAsync("Other", percent: 1);
        await DecideAsync(3, Noon, approved: true);
        Assert.Equal("Draft 2 of the rule book is not edited yet.", await SentenceAsync());

        await StoreAsync("Edited", percent: 10, basedOn: 2);
        Assert.Equal("Version 4, based on draft 2, is not submitted yet.", await SentenceAsync());
        await DecideAsync(4, Noon, approved: false);
        Assert.Equal("Version 4 was rejected, so the change is still open.", await SentenceAsync());

        // Version 5 is made from version 4, and so from the draft.
        await StoreAsync("Edited again", percent: 12, basedOn: 4);
        await SubmitAsync(5, Noon.AddDays(29));
        Assert.Equal("Version 5 waits for its approval.", await SentenceAsync());
        await DecideAsync(5, Noon.AddDays(29), approved: true);
        Assert.Equal("Version 5 is approved and applies from 1 December 2026.", await SentenceAsync());
        Assert.Equal(RuleChangeState.Approved, (await ChangeAsync()).State);

        host.MoveTo(Noon.AddDays(29));
        Assert.Equal("Version 5 is in force since 1 December 2026.", await SentenceAsync());
        Assert.Equal("2026-10-1", (await Changes.RequestsOfAsync(ReviewHost.Slug, 5, default)).Single().Action);
    }

    [Fact]
    public async Task A_request_after_the_draft_was_submitted_opens_a_draft_of_its_own()
    {
        await OpenAsync("2026-10-1");
        await SubmitAsync(2, Noon);

        Assert.Equal(new OpenedRuleChange(3, IsNew: true), await OpenAsync("2026-11-1", "2026-11"));
        Assert.Equal("Version 2 waits for its approval.", await SentenceAsync());
    }

    [Fact]
    public async Task A_request_after_another_version_came_into_force_opens_a_copy_of_that_version()
    {
        await OpenAsync("2026-10-1");
        await StoreAsync("Other", percent: 15);
        await DecideAsync(3, Noon, approved: true);

        Assert.Equal(new OpenedRuleChange(4, IsNew: true), await OpenAsync("2026-11-1", "2026-11"));
        var (stored, document) = (await Books.FindAsync(ReviewHost.Slug, 4, default))!.Value;
        Assert.Equal(3, stored.CopyOf);
        Assert.Equal(Document("Other, to change after 2026-11", percent: 15).Canonical, document);
        Assert.Single(await Changes.RequestsOfAsync(ReviewHost.Slug, 2, default));
    }

    [Fact]
    public async Task The_same_document_stored_again_says_what_it_is_based_on_and_nothing_is_based_on_itself()
    {
        await OpenAsync("2026-10-1");
        Assert.Null((await StoreAsync("Edited", percent: 10)).BasedOn);

        Assert.Equal((3, 2), Of(await StoreAsync("Edited", percent: 10, basedOn: 2)));
        Assert.Equal((3, 2), Of(await StoreAsync("Edited", percent: 10, basedOn: 1)));
        Assert.Equal((2, null), Of(await StoreAsync("Rules, to change after 2026-10", percent: 20, basedOn: 2)));

        static (int, int?) Of(StoredRuleBook stored) => (stored.Version, stored.BasedOn);
    }

    [Fact]
    public async Task Requests_at_the_same_time_open_one_draft()
    {
        var opened = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => OpenAsync($"2026-10-{i}")));

        Assert.Equal([2], opened.Select(draft => draft!.Version).Distinct());
        Assert.Single(opened, draft => draft!.IsNew);
        Assert.Equal(8, (await Changes.RequestsOfAsync(ReviewHost.Slug, 2, default)).Count);
    }

    [Fact]
    public async Task The_choices_are_the_rules_of_the_version_in_force_in_words()
    {
        Assert.Equal(
            [new RuleChoice("share", "on each sale 20 % of the net amount")],
            await Changes.ChoicesAsync(ReviewHost.Slug, Noon, default)
        );
        Assert.Empty(await Changes.ChoicesAsync(ProgramSlug.Parse("other"), Noon, default));
        Assert.Null(await Changes.OpenAsync(ProgramSlug.Parse("other"), Request("2026-10-1"), Noon, default));
    }

    public async Task InitializeAsync()
    {
        host = await ReviewHost.StartAsync(azurite.TakeAccount(), Noon);
        await StoreAsync("Rules", percent: 20);
        await DecideAsync(1, Noon, approved: true);
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    private static RuleChangeRequest Request(string action, string review = "2026-10") =>
        new(
            Period.Parse(review),
            action,
            "owner@example.com",
            Noon,
            ["share"],
            "Pay 10 %.",
            "Too dear.",
            "refund_rate"
        );

    private Task<OpenedRuleChange?> OpenAsync(string action, string review = "2026-10") =>
        Changes.OpenAsync(ReviewHost.Slug, Request(action, review), host.Clock.GetUtcNow(), default);

    private async Task<RuleChange> ChangeAsync() =>
        (await Changes.FindAsync(ReviewHost.Slug, [2], host.Clock.GetUtcNow(), default))[2];

    private async Task<string> SentenceAsync() => (await ChangeAsync()).Sentence;

    private async Task<int> CountAsync() => await Books.ListAsync(ReviewHost.Slug, default).CountAsync();

    private Task<StoredRuleBook> StoreAsync(string name, int percent, int? basedOn = null)
    {
        var (hash, canonical) = Document(name, percent);
        return Books.AddAsync(ReviewHost.Slug, hash, canonical, host.Clock.GetUtcNow(), default, basedOn);
    }

    private Task<StoredRuleBook?> SubmitAsync(int version, DateTimeOffset from) =>
        Books.ChangeAsync(ReviewHost.Slug, version, stored => stored.Submit(from), default);

    private async Task DecideAsync(int version, DateTimeOffset from, bool approved)
    {
        await SubmitAsync(version, from);
        await Books.ChangeAsync(
            ReviewHost.Slug,
            version,
            stored => stored.Decide(approved, "owner@example.com", host.Clock.GetUtcNow()),
            default
        );
    }

    private static (string Hash, string Canonical) Document(string name, int percent)
    {
        var document = JsonElement.Parse(
            $$$"""{"commissions":[{"id":"share","on":"sale","pay":{"percent":"{{{percent}}}"}}],"currency":"USD","name":"{{{name}}}","schema":"affiliate-rules/1"}"""
        );
        return (CanonicalJson.HashOf(document), System.Text.Encoding.UTF8.GetString(CanonicalJson.Of(document)));
    }
}
