using System.Text.RegularExpressions;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.PartnerPages;
using AffiliateFunctions.PartnerPages.SignIn;
using AffiliateFunctions.Programs;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Tests.PartnerPages;

/// <summary>Programs whose partners sign in to their pages.</summary>
internal sealed class SignInScene(FeatureHost host) : IAsyncDisposable
{
    public const string Email = "pat@partner.example.org";

    public FeatureHost Host => host;

    public static async Task<SignInScene> StartAsync(string storage, Action<IServiceCollection>? configure = null) =>
        new(
            await FeatureHost.StartAsync(
                storage,
                configure: services =>
                {
                    configure?.Invoke(services);
                    services.AddPartnerPages();
                }
            )
        );

    public ValueTask DisposeAsync() => host.DisposeAsync();

    /// <summary>The e-mails with links, in the order in which they were sent.</summary>
    public IReadOnlyList<MailMessage> Links =>
        [.. host.Emails.Sent.Where(mail => mail.Subject.StartsWith("Your link to sign in", StringComparison.Ordinal))];

    /// <summary>Creates a partner of the program.</summary>
    public async Task<Partner> AddPartnerAsync(string email = Email, string slug = "demo")
    {
        if (slug != FeatureHost.Slug.Value)
        {
            var program = await host.ProgramAsync();
            await host.Get<ProgramStore>()
                .AddAsync(program with { Slug = ProgramSlug.Parse(slug), Name = $"Program {slug}" }, default);
        }

        var partner = new Partner
        {
            Id = PartnerId.Parse($"prt_{slug}{host.Clock.GetUtcNow().Ticks % 1000}{email.Length}"),
            Program = ProgramSlug.Parse(slug),
            Name = "Pat Partner",
            Email = email,
            Company = "Partner Agency",
            Country = "US",
            Status = PartnerStatus.Active,
            StatusSince = host.Clock.GetUtcNow(),
            Group = "default",
            Code = $"{slug}-{email.Length}",
            Coupons = [],
            Tax = PartnerDefaults.Tax,
            Payout = PartnerDefaults.Payout,
            Terms = new PartnerTerms("1", host.Clock.GetUtcNow()),
            ApprovedBy = "key",
            CreatedAt = host.Clock.GetUtcNow(),
        };
        var partners = host.Get<PartnerStore>();
        var count = await partners.CountAsync(partner.Program, default);
        Assert.True(await partners.TryAddAsync(partner, count, [], default));
        return partner;
    }

    /// <summary>Changes a stored partner.</summary>
    public async Task ChangeAsync(Partner partner, Func<Partner, Partner> change)
    {
        var partners = host.Get<PartnerStore>();
        var read = await partners.ReadForChangeAsync(partner.Program, partner.Id, default);
        Assert.True(await partners.TryChangeAsync(read!, change(read!.Partner), [], default));
    }

    /// <summary>Handles the requests for links that wait in the queue.</summary>
    public async Task SendLinksAsync()
    {
        var queue = host.Get<QueueServiceClient>().GetQueueClient(SignInRequest.Queue);
        var mail = Create<MailSignInLink>();
        while ((await queue.ReceiveMessageAsync()).Value is { } message)
        {
            await mail.RunAsync(message.Body.ToArray(), default);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }

    public T Create<T>() => ActivatorUtilities.CreateInstance<T>(host.Services);

    /// <summary>The token of the link in an e-mail.</summary>
    public static string TokenOf(MailMessage mail) =>
        Regex.Match(mail.Text, @"/partner/sign-in/(?<token>[\w.-]+)").Groups["token"].Value;
}

/// <summary>A browser that calls the functions of the partners' pages.</summary>
internal sealed partial class SceneBrowser(SignInScene scene)
{
    private readonly Dictionary<string, string> cookies = [];
    private string formToken = string.Empty;

    public string? Session => cookies.GetValueOrDefault("__Host-partner");

    public Dictionary<string, string> Cookies => cookies;

    /// <summary>Opens the form, and asks for a link.</summary>
    public async Task<(int Status, string Html)> AskAsync(string email)
    {
        await ShowAsync();
        return await PostAsync<AskForSignInLink>(
            (function, request) => function.RunAsync(request, default),
            ("email", email)
        );
    }

    public Task<(int Status, string Html)> ShowAsync() =>
        GetAsync(request => scene.Create<ShowPartnerPrograms>().RunAsync(request, default));

    public Task<(int Status, string Html)> OpenLinkAsync(string token) =>
        GetAsync(request => scene.Create<OpenSignInLink>().ShowSignInLink(request, token, default));

    public Task<(int Status, string Html)> PressAsync(string token) =>
        PostAsync<OpenSignInLink>((function, request) => function.Open(request, token, default));

    /// <summary>Asks for a link and signs in by it.</summary>
    public async Task SignInAsync(string email = SignInScene.Email)
    {
        // The e-mails sort by their time.
        scene.Host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(StatusCodes.Status200OK, (await AskAsync(email)).Status);
        await scene.SendLinksAsync();
        var token = SignInScene.TokenOf(scene.Links[^1]);
        Assert.Equal(StatusCodes.Status200OK, (await OpenLinkAsync(token)).Status);
        Assert.Equal(StatusCodes.Status303SeeOther, (await PressAsync(token)).Status);
    }

    public async Task<(int Status, string Html)> GetAsync(Func<HttpRequest, Task<IResult>> call)
    {
        var http = NewContext();
        http.Request.Method = HttpMethods.Get;
        return await AnswerAsync(http, call);
    }

    /// <summary>Opens a page.</summary>
    public Task<(int Status, string Html)> PageAsync<T>(Func<T, HttpRequest, Task<IResult>> call) =>
        GetAsync(request => call(scene.Create<T>(), request));

    public async Task<(int Status, string Html)> PostAsync<T>(
        Func<T, HttpRequest, Task<IResult>> call,
        params (string Name, string Value)[] fields
    )
    {
        var http = NewContext();
        http.Request.Method = HttpMethods.Post;
        http.Request.ContentType = "application/x-www-form-urlencoded";
        using var form = new FormUrlEncodedContent(
            fields.Append(("form_token", formToken)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))
        );
        http.Request.Body = new MemoryStream(await form.ReadAsByteArrayAsync());
        return await AnswerAsync(http, request => call(scene.Create<T>(), request));
    }

    private DefaultHttpContext NewContext()
    {
        var http = new DefaultHttpContext { RequestServices = scene.Host.Services };
        http.Request.Headers.Cookie = string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
        return http;
    }

    private async Task<(int Status, string Html)> AnswerAsync(
        DefaultHttpContext http,
        Func<HttpRequest, Task<IResult>> call
    )
    {
        using var body = new MemoryStream();
        http.Response.Body = body;
        await (await call(http.Request)).ExecuteAsync(http);
        foreach (var set in http.Response.Headers.SetCookie)
        {
            var cookie = set!.Split(';')[0].Split('=', 2);
            Assert.Contains("secure; samesite=lax; httponly", set, StringComparison.Ordinal);
            cookies[cookie[0]] = cookie[1];
        }

        var html = System.Text.Encoding.UTF8.GetString(body.ToArray());
        formToken = Token().Match(html) is { Success: true } shown ? shown.Groups["token"].Value : formToken;
        return (http.Response.StatusCode, html);
    }

    [GeneratedRegex("name=\"form_token\" value=\"(?<token>[0-9a-f]+)\"")]
    private static partial Regex Token();
}
