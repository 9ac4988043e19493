using System.Text;
using AffiliateFunctions.ConsolePages;
using AffiliateFunctions.ConsolePages.Access;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.ConsolePages.SignIn;
using AffiliateFunctions.Contract;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Testing;

namespace AffiliateFunctions.Tests.ConsolePages;

/// <summary>The guard of the console admits the right sessions to the right functions.</summary>
public sealed class ConsoleGuardTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Owner = "owner@example.com";
    private const string Group = "7b0c8f0e-2f0c-4c39-9d2b-4d4d7f8c1a10";

    private static readonly Dictionary<string, string?> ForPersons = new()
    {
        ["Approvals:SignIn:Trusted"] = "true",
        ["Console:SignIn"] = "easy_auth",
        ["Console:Addresses:0"] = Owner,
        ["Console:Groups:0"] = Group,
    };

    [Fact]
    public void Every_function_of_the_console_is_guarded_except_those_of_signing_in()
    {
        var functions = HttpFunction
            .All(typeof(IPrograms).Assembly)
            .Where(function => function.Path.StartsWith("/console", StringComparison.OrdinalIgnoreCase))
            .ToLookup(function =>
                GuardConsole.IsGuarded($"{function.Method.DeclaringType!.FullName}.{function.Method.Name}")
            );
        Assert.Equal(
            [
                nameof(OpenConsole.OpenConsoleByKey),
                nameof(OpenConsole.OpenConsoleForPerson),
                nameof(OpenConsole.ShowConsoleKey),
                nameof(OpenConsole.StartConsole),
            ],
            functions[false].Select(function => function.Name).Order(StringComparer.Ordinal)
        );
        Assert.InRange(functions[true].Count(), 30, 100);
        Assert.All(functions[true], function => Assert.Equal(AuthorizationLevel.Anonymous, function.Trigger.AuthLevel));
        Assert.False(GuardConsole.IsGuarded($"{typeof(GetPrograms).FullName}.{nameof(GetPrograms.GetProgram)}"));
    }

    [Fact]
    public async Task A_session_of_a_key_acts_as_the_console_for_twelve_hours()
    {
        await using var host = await StartAsync(new() { ["Console:SignIn"] = "function_key" });
        var cookie = await OpenByKeyAsync(host);
        Assert.Equal(("function key on the console", 200), await EnterAsync(host, cookie));
        host.Clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        Assert.Equal(("function key on the console", 200), await EnterAsync(host, cookie));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((null, 303), await EnterAsync(host, cookie));
    }

    [Fact]
    public async Task A_form_needs_the_token_of_its_own_session()
    {
        await using var host = await StartAsync(new() { ["Console:SignIn"] = "function_key" });
        var (own, other) = (await OpenByKeyAsync(host), await OpenByKeyAsync(host));
        var forms = host.Get<FormTokens>();
        Assert.Equal(("function key on the console", 200), await EnterAsync(host, own, token: forms.Of(own)));
        Assert.Equal((null, 400), await EnterAsync(host, own, token: forms.Of(other)));
        Assert.Equal((null, 400), await EnterAsync(host, own, token: string.Empty));
        Assert.Equal((null, 303), await EnterAsync(host, Secrets.New(), token: forms.Of(own)));
    }

    [Fact]
    public async Task A_form_is_read_only_with_a_session()
    {
        await using var host = await StartAsync(new() { ["Console:SignIn"] = "function_key" });
        var large = new string('x', 300_000);
        var stranger = NewContext(host, Secrets.New(), principal: null);
        SetForm(stranger, large);
        await EnterAsync(host, stranger);
        Assert.Equal((303, 0), (stranger.Response.StatusCode, stranger.Request.Body.Position));

        var own = NewContext(host, await OpenByKeyAsync(host), principal: null);
        SetForm(own, large);
        Assert.Null(await EnterAsync(host, own));
        Assert.Equal(413, own.Response.StatusCode);
    }

    [Fact]
    public async Task A_new_sign_in_of_a_browser_replaces_its_session()
    {
        await using var host = await StartAsync(new() { ["Console:SignIn"] = "function_key" });
        var first = await OpenByKeyAsync(host);
        var second = await OpenByKeyAsync(host, first);
        Assert.NotEqual(first, second);
        Assert.Equal((null, 303), await EnterAsync(host, first));
        Assert.Equal(("function key on the console", 200), await EnterAsync(host, second));
    }

    [Theory]
    [InlineData(Owner, null, true)]
    [InlineData("Owner@Example.com", null, true)]
    [InlineData("member@example.com", Group, true)]
    [InlineData("stranger@example.com", null, false)]
    [InlineData("stranger@example.com", "11111111-2f0c-4c39-9d2b-4d4d7f8c1a10", false)]
    public async Task A_person_opens_the_console_by_address_or_group(string address, string? group, bool isOpen)
    {
        await using var host = await StartAsync(ForPersons);
        var principal = Principal(address, group);
        var (cookie, status) = await OpenForPersonAsync(host, principal, address);
        Assert.Equal(isOpen ? 303 : 403, status);
        Assert.Equal(isOpen, cookie is not null);
        if (cookie is not null)
        {
            Assert.Equal(($"{address} (signed in with aad)", 200), await EnterAsync(host, cookie, principal));

            // The cookie alone is not enough, nor is it with another person's sign-in.
            Assert.Equal((null, 303), await EnterAsync(host, cookie));
            Assert.Equal((null, 303), await EnterAsync(host, cookie, Principal("stranger@example.com", group: null)));
            Assert.Equal((null, 303), await EnterAsync(host, cookie, Principal("second@example.com", Group)));
        }
    }

    [Fact]
    public async Task Nobody_opens_the_console_while_no_person_is_named_or_the_header_is_not_trusted()
    {
        var nobody = new Dictionary<string, string?>
        {
            ["Approvals:SignIn:Trusted"] = "true",
            ["Console:SignIn"] = "easy_auth",
        };
        await using (var host = await StartAsync(nobody))
        {
            Assert.Equal((null, 403), await OpenForPersonAsync(host, Principal(Owner, Group), Owner));
        }

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var host = await StartAsync(new(ForPersons) { ["Approvals:SignIn:Trusted"] = "false" });
        });
        Assert.Contains("Approvals__SignIn__Trusted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_when_the_settings_no_longer_allow_its_way()
    {
        await using var host = await StartAsync(new(ForPersons) { ["Console:SignIn"] = "easy_auth,function_key" });
        var http = NewContext(host, await OpenByKeyAsync(host), Principal(Owner, group: null));
        Assert.NotNull(await host.Get<ConsoleSessions>().FindAsync(http.Request, default));
        var later = ActivatorUtilities.CreateInstance<ConsoleSessions>(
            host.Services,
            Options.Create(new ConsoleOptions { SignIn = "easy_auth" })
        );
        Assert.Null(await later.FindAsync(http.Request, default));
    }

    [Theory]
    [InlineData("password", "Console__SignIn")]
    [InlineData("easy_auth,", null)]
    [InlineData("function_key, easy_auth", null)]
    public void The_settings_name_known_ways(string ways, string? refused)
    {
        var faults = new ConsoleOptions { SignIn = ways }
            .Validate(new System.ComponentModel.DataAnnotations.ValidationContext(new object()))
            .SelectMany(fault => fault.MemberNames);
        Assert.Equal(refused is null ? [] : [nameof(ConsoleOptions.SignIn)], faults);
    }

    [Theory]
    [InlineData("/console/programs/demo/partners/prt_1", "/console/programs/demo/partners/prt_1")]
    [InlineData("https://evil.example/console", "/console")]
    [InlineData("//evil.example", "/console")]
    [InlineData("/console/../api", "/console")]
    [InlineData("/console?x=1", "/console")]
    [InlineData("/console/health\n", "/console")]
    [InlineData(null, "/console")]
    public void A_sign_in_leads_to_a_page_of_this_host_only(string? asked, string expected) =>
        Assert.Equal(expected, ConsoleSignInPages.NextOf(asked));

    private async Task<FeatureHost> StartAsync(Dictionary<string, string?> settings)
    {
        var host = await FeatureHost.StartAsync(
            azurite.TakeAccount(),
            settings: settings,
            configure: services => services.AddPerformanceReview().AddConsolePages()
        );
        _ = host.Get<IOptions<ConsoleOptions>>().Value;
        return host;
    }

    private static async Task<string> OpenByKeyAsync(FeatureHost host, string? before = null)
    {
        var http = NewContext(host, before, principal: null);
        await host.Get<ConsoleSessions>().OpenForKeyAsync(http.Request, default);
        return CookieOf(http)!;
    }

    private static async Task<(string? Cookie, int Status)> OpenForPersonAsync(
        FeatureHost host,
        string principal,
        string address
    )
    {
        var http = NewContext(host, cookie: null, principal);
        SetForm(http, host.Get<ConsoleSignInPages>().TokenOf(address));
        var answer = await ActivatorUtilities
            .CreateInstance<OpenConsole>(host.Services)
            .OpenConsoleForPerson(http.Request, default);
        await answer.ExecuteAsync(http);
        return (CookieOf(http), http.Response.StatusCode);
    }

    // Whom the audit log would name in a function of the console, and the status.
    private static async Task<(string? Actor, int Status)> EnterAsync(
        FeatureHost host,
        string cookie,
        string? principal = null,
        string? token = null
    )
    {
        var http = NewContext(host, cookie, principal);
        if (token is not null)
        {
            SetForm(http, token);
        }

        return (await EnterAsync(host, http), http.Response.StatusCode);
    }

    private static async Task<string?> EnterAsync(FeatureHost host, HttpContext http)
    {
        var guard = ActivatorUtilities.CreateInstance<GuardConsole>(host.Services);
        string? actor = null;
        await guard.Invoke(
            FakeFunctionContext.Of<ShowConsole>(nameof(ShowConsole.RunAsync), http),
            _ =>
            {
                actor = host.Get<Callers>().Resolve(Callers.Unnamed);
                Assert.Equal(actor, ConsoleVisit.Of(http.Request).Person);
                return Task.CompletedTask;
            }
        );
        return actor;
    }

    private static DefaultHttpContext NewContext(FeatureHost host, string? cookie, string? principal)
    {
        var http = new DefaultHttpContext { RequestServices = host.Services };
        http.Request.Method = HttpMethods.Get;
        http.Request.Path = "/console";
        http.Response.Body = new MemoryStream();
        if (cookie is not null)
        {
            http.Request.Headers.Cookie = $"__Host-console={cookie}";
        }

        if (principal is not null)
        {
            http.Request.Headers["X-MS-CLIENT-PRINCIPAL"] = principal;
        }

        return http;
    }

    private static void SetForm(DefaultHttpContext http, string token)
    {
        http.Request.Method = HttpMethods.Post;
        http.Request.ContentType = "application/x-www-form-urlencoded";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes($"form_token={Uri.EscapeDataString(token)}"));
    }

    private static string? CookieOf(DefaultHttpContext http) =>
        http.Response.Headers.SetCookie.FirstOrDefault()?.Split(';')[0].Split('=', 2)[1];

    private static string Principal(string address, string? group)
    {
        var claim = group is null ? string.Empty : $$""", {"typ": "groups", "val": "{{group}}"}""";
        return Convert.ToBase64String(
            Encoding.UTF8.GetBytes(
                $$"""{"auth_typ": "aad", "claims": [{"typ": "preferred_username", "val": "{{address}}"}{{claim}}]}"""
            )
        );
    }
}
