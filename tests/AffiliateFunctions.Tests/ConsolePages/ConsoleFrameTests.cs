using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.ConsolePages.SignIn;
using Microsoft.AspNetCore.Http;
using Testing;

namespace AffiliateFunctions.Tests.ConsolePages;

/// <summary>What all pages of the console have around their content.</summary>
public sealed class ConsoleFrameTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData("?done=suspended", true)]
    [InlineData("?done=Send+us+your+key", false)]
    [InlineData("", false)]
    public async Task An_address_can_name_only_a_message_of_the_list(string query, bool isShown)
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        var (status, html) = await ShowPartnersAsync(scene, query);
        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.Equal(isShown, html.Contains("class=\"done\"", StringComparison.Ordinal));
        Assert.DoesNotContain("Send us", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_marks_its_section_and_leads_back_to_the_program()
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        var (_, html) = await ShowPartnersAsync(scene, string.Empty);
        Assert.Contains(
            "<a href=\"/console/programs/demo/partners\" aria-current=\"page\">Partners</a>",
            html,
            StringComparison.Ordinal
        );
        Assert.Contains("<a href=\"/console/programs/demo\">Partner program</a>", html, StringComparison.Ordinal);
        Assert.Contains("action=\"/console/programs/demo/search\"", html, StringComparison.Ordinal);
        Assert.Contains("There is no partner yet", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_programs_costs_five_requests_and_one_for_the_session()
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        var (_, html) = await scene.OpenAsync<ShowConsole>(
            nameof(ShowConsole.RunAsync),
            string.Empty,
            (function, request) => function.RunAsync(request, default)
        );
        Assert.Contains("Partner program", html, StringComparison.Ordinal);
        Assert.Equal(6, scene.Requests);
    }

    [Fact]
    public async Task After_signing_out_the_cookie_opens_nothing()
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        var (status, _) = await scene.SendAsync<LeaveConsole>(
            nameof(LeaveConsole.RunAsync),
            (function, request) => function.RunAsync(request, default)
        );
        Assert.Equal(StatusCodes.Status200OK, status);
        (status, _) = await ShowPartnersAsync(scene, string.Empty);
        Assert.Equal(StatusCodes.Status303SeeOther, status);
    }

    [Fact]
    public async Task Each_page_has_a_button_that_ends_the_sessions_of_all_browsers()
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        var (_, html) = await ShowPartnersAsync(scene, string.Empty);
        Assert.Contains("action=\"/console/sign-out/everywhere\"", html, StringComparison.Ordinal);
        var (status, _) = await scene.SendAsync<LeaveConsole>(
            nameof(LeaveConsole.LeaveConsoleEverywhere),
            (function, request) => function.LeaveConsoleEverywhere(request, default)
        );
        Assert.Equal(StatusCodes.Status200OK, status);
        (status, _) = await ShowPartnersAsync(scene, string.Empty);
        Assert.Equal(StatusCodes.Status303SeeOther, status);
    }

    private static Task<(int Status, string Html)> ShowPartnersAsync(ConsoleScene scene, string query) =>
        scene.OpenAsync<ShowConsolePartners>(
            nameof(ShowConsolePartners.RunAsync),
            query,
            (function, request) => function.RunAsync(request, "demo", default)
        );
}
