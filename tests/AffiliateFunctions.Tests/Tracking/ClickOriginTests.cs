using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>A click id carries the link and the sub-id of its click.</summary>
public sealed class ClickOriginTests
{
    private static readonly ProgramSlug Program = ProgramSlug.Parse("demo");
    private static readonly PartnerId Partner = PartnerId.Parse("prt_01m1k9n3e0v3rs3dtr98h6bcfn");
    private static readonly DateTimeOffset Now = new(2026, 11, 5, 10, 0, 0, TimeSpan.Zero);

    private readonly ClickIds clicks = new(
        Options.Create(new SecurityOptions { LinkSigningKey = Convert.ToBase64String(new byte[32]) })
    );

    public static TheoryData<string?, string?> Origins =>
        new()
        {
            { "agency-news", null },
            { "agency.news_2-b", "Spring_Sale-S" },
            { null, "S" },
            { "s", "D.U"[..1] },
            { new string('a', 60), new string('S', 50) },
            { new string('.', 60), "-_-" },
        };

    [Theory]
    [MemberData(nameof(Origins))]
    public void A_click_id_returns_the_link_and_the_sub_id_that_it_was_made_with(string? link, string? subId)
    {
        var id = clicks.New(Program, Partner, Now, TouchNotes.Burst, new LinkOrigin(link, subId));
        Assert.Equal(
            new SignedClick(Partner, Now, TouchNotes.Burst) { Origin = new LinkOrigin(link, subId) },
            clicks.Read(Program, id)
        );

        // Stripe's client_reference_id, and the script on the site.
        Assert.Matches("^clk_[A-Za-z0-9_-]{10,196}$", id);
        Assert.True(EventId.TryParse(id, out _));
        Assert.Equal(Now, ClickIds.TimeOf(id));
    }

    [Fact]
    public void A_click_by_the_partners_own_link_has_the_id_it_always_had()
    {
        var id = clicks.New(Program, Partner, Now, TouchNotes.None, origin: null);
        Assert.Equal("clk_".Length + 26 + 1 + 26 + 1 + 24, id.Length);
        Assert.Null(clicks.Read(Program, id)!.Origin);
    }

    [Fact]
    public void Nobody_can_change_the_sub_id_of_a_click()
    {
        var id = clicks.New(Program, Partner, Now, TouchNotes.None, new LinkOrigin("news", "mine"));
        Assert.Null(clicks.Read(Program, id.Replace("mine", "your", StringComparison.Ordinal)));
        Assert.Null(clicks.Read(Program, id.Replace("-newsSmine", string.Empty, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("spring", "spring")]
    [InlineData("", "own")]
    [InlineData("a b", "own")]
    [InlineData("jane@example.com", "own")]
    [InlineData("<script>", "own")]
    [InlineData("123456789012345678901234567890123456789012345678901", "own")]
    public void A_sub_id_of_the_address_that_is_none_is_ignored(string sent, string used)
    {
        var link = new PartnerLink("news", Program, Partner, Active: true) { IsNamed = true, SubId = "own" };
        Assert.Equal(new LinkOrigin("news", used), link.OriginOf(sent));
        Assert.Equal(
            used == "own" ? null : new LinkOrigin(null, used),
            (link with { IsNamed = false, SubId = null }).OriginOf(sent)
        );
    }
}
