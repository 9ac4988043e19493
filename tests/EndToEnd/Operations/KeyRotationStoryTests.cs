using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.OutgoingWebhooks;
using EndToEnd.Payouts;

namespace EndToEnd.Operations;

/// <summary>docs/runbooks/rotate-keys.md, played with its own calls: both keys of an app with data are replaced.</summary>
public sealed partial class KeyRotationStoryTests : IAsyncLifetime
{
    private const string Slug = "acme";
    private const string Reencrypt = "/api/admin/reencrypt";
    private const string Early = "early@partner.example.org";
    private const string Late = "late@partner.example.org";
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    // Keys of 32 bytes in base64, the present ones and their successors.
    private static readonly string OldSigning = KeyOf(1);
    private static readonly string OldEncryption = KeyOf(2);
    private static readonly string NewSigning = KeyOf(3);
    private static readonly string NewEncryption = KeyOf(4);

    private Receiver _receiver = null!;
    private App _app = null!;

    private RunbookCalls Operator => new(_app.Running);

    private ProgramMonth Month => new(_app, Slug);

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _app = await App.StartInMemoryAsync(SettingsWith(OldSigning, OldEncryption));
        await _app.AdvanceToNextMonthAsync();
        await _app.BeginPilotAsync(Slug, Rules);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Both_keys_are_replaced_while_payments_webhooks_and_links_go_on()
    {
        var partner = await Month.PartnerAsync("Paid Agency");
        var secret = await AddEndpointAsync();
        await Month.SellAsync(partner, "sale-1", 10_000);
        var earlyLink = await AskForApprovalAsync(Early, "Early Agency");
        var lateLink = await AskForApprovalAsync(Late, "Late Agency");

        _app = await _app.RestartAsync(SettingsWith($"{NewSigning},{OldSigning}", $"{NewEncryption},{OldEncryption}"));
        Assert.Equal("healthy", await Operator.HealthAsync());
        Assert.Equal(HttpStatusCode.OK, await ApproveAsync(earlyLink));
        await Month.SellAsync(partner, "sale-2", 10_000);
        await MoveToTheNewKeyAsync();

        _app = await _app.RestartAsync(SettingsWith(NewSigning, NewEncryption));
        Assert.Equal("healthy", await Operator.HealthAsync());
        Assert.Empty((await StateAsync()).GetProperty("problems").EnumerateArray());
        await Month.SellAsync(partner, "sale-3", 10_000);
        Assert.Equal(3, _receiver.Received.Count);
        Assert.All(_receiver.Received, webhook => Assert.True(webhook.IsSignedBy(secret)));
        await AssertLinkIsReplacedAsync(lateLink);
        await AssertPaidByTheOldDetailsAsync();
    }

    [Fact]
    public async Task A_key_that_is_removed_too_early_is_named_and_can_be_put_back()
    {
        var partner = await Month.PartnerAsync("Paid Agency");
        var old = (await StateAsync()).GetProperty("key").GetString()!;

        _app = await _app.RestartAsync(SettingsWith(OldSigning, NewEncryption));
        Assert.Equal("degraded missing_keys", await Operator.HealthAsync());
        Assert.Equal(
            $"Stored values may need the key {old}, which Security__EncryptionKey does not have.",
            Assert.Single((await StateAsync()).GetProperty("problems").EnumerateArray()).GetString()
        );
        var run = await Operator.CallAsMasterAsync("POST", Reencrypt);
        Assert.Equal(
            1,
            run.GetProperty("values").EnumerateArray().Sum(kind => kind.GetProperty("unreadable").GetInt32())
        );

        // The runbook puts it back at the end of the setting.
        _app = await _app.RestartAsync(SettingsWith(OldSigning, $"{NewEncryption},{OldEncryption}"));
        Assert.Equal("healthy", await Operator.HealthAsync());
        await Month.SellAsync(partner, "sale-1", 10_000);
        await MoveToTheNewKeyAsync();
        await AssertPaidByTheOldDetailsAsync();
    }

    [Fact]
    public async Task An_index_key_that_was_not_kept_is_named_with_its_setting()
    {
        var partner = await Month.PartnerAsync("Paid Agency");
        var settings = SettingsWith($"{NewSigning},{OldSigning}", $"{NewEncryption},{OldEncryption}");
        settings.Remove("Security__EmailIndexKey");
        settings.Remove("Security__CustomerIndexKey");
        _app = await _app.RestartAsync(settings);
        var run = await Operator.CallAsMasterAsync("POST", Reencrypt);
        var key = run.GetProperty("keys")[1];
        Assert.Equal(
            ("needed", "Partners' addresses are found by this key: set Security__EmailIndexKey to it first."),
            (key.GetProperty("status").GetString(), key.GetProperty("reason").GetString())
        );

        settings["Security__LinkSigningKey"] = NewSigning;
        settings["Security__EncryptionKey"] = NewEncryption;
        _app = await _app.RestartAsync(settings);
        Assert.Equal("degraded missing_keys", await Operator.HealthAsync());
        var problems = (await StateAsync()).GetProperty("problems").EnumerateArray().Select(item => item.GetString());
        Assert.Equal(
            ["Security__CustomerIndexKey", "Security__EmailIndexKey"],
            problems.Select(problem => IndexSetting().Match(problem!).Value).Order(StringComparer.Ordinal)
        );

        _app = await _app.RestartAsync(SettingsWith(NewSigning, NewEncryption));
        Assert.Equal("healthy", await Operator.HealthAsync());
        Assert.Equal(partner.Id, Assert.Single(await _app.Program(Slug).PartnersAsync()).Id);
    }

    [Fact]
    public async Task The_function_key_does_not_start_the_re_encryption()
    {
        foreach (var method in new[] { "GET", "POST" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await Operator.TryAsync(method, Reencrypt)).Status);
        }

        Assert.Equal("none", (await StateAsync()).GetProperty("status").GetString());
    }

    // The index keys are the old keys for good, as step 1 of each list says.
    private Dictionary<string, string?> SettingsWith(string signing, string encryption) =>
        RunbookCalls.Settings(
            ("Security__LinkSigningKey", signing),
            ("Security__EncryptionKey", encryption),
            ("Security__CustomerIndexKey", OldSigning),
            ("Security__EmailIndexKey", OldEncryption),
            ("Webhooks__AllowedHosts", _receiver.Address.Authority)
        );

    private async Task MoveToTheNewKeyAsync()
    {
        var before = (await StateAsync()).GetProperty("keys")[1];
        Assert.Equal("needed", before.GetProperty("status").GetString());
        var run = await Operator.CallAsMasterAsync("POST", Reencrypt);
        while (run.GetProperty("status").GetString() != "finished")
        {
            run = await Operator.CallAsMasterAsync("POST", Reencrypt);
        }

        Assert.Equal(run.GetRawText(), (await StateAsync()).GetRawText());
        Assert.Equal(
            ["newest", "removable"],
            run.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("status").GetString())
        );
        var kinds = run.GetProperty("values").EnumerateArray().ToList();
        Assert.Equal(0, kinds.Sum(kind => kind.GetProperty("unreadable").GetInt32()));
        Assert.True(kinds.Sum(kind => kind.GetProperty("moved").GetInt32()) > 0);
    }

    private Task<JsonElement> StateAsync() => Operator.CallAsMasterAsync("GET", Reencrypt);

    private async Task<string> AddEndpointAsync() =>
        (
            await _app.PutAsync(
                $"/api/programs/{Slug}/webhook-endpoints/erp",
                $$"""{"url": "{{_receiver.Address}}", "types": ["commission.created"]}"""
            )
        )
            .GetProperty("secret")
            .GetString()!;

    private async Task<Uri> AskForApprovalAsync(string email, string company)
    {
        await _app.ApplyAsync(Slug, email, company);
        await _app.ConfirmAsync(email);
        return await NewestLinkAsync(company);
    }

    // The port of the app is another one after each start.
    private async Task<Uri> NewestLinkAsync(string company) =>
        new((await _app.Outbox.LastAsync(App.Owner, company)).Link("/approve/").PathAndQuery, UriKind.Relative);

    private async Task<HttpStatusCode> ApproveAsync(Uri link)
    {
        using var answer = await _app.PostFormAsync(link, ("decision", "approve"), ("reason", ""));
        await _app.Running.WhenIdleAsync();
        return answer.StatusCode;
    }

    // A link of the removed key decides nothing. The reminder of the open approval brings one of the new key.
    private async Task AssertLinkIsReplacedAsync(Uri link)
    {
        Assert.Equal(HttpStatusCode.BadRequest, await ApproveAsync(link));
        var open = await Operator.CallAsync("GET", $"/api/programs/{Slug}/approvals?status=open");
        Assert.Contains("Late Agency", Assert.Single(open.GetProperty("data").EnumerateArray()).GetRawText());
        await _app.Running.SkipAsync(TimeSpan.FromDays(3));
        Assert.Equal(HttpStatusCode.OK, await ApproveAsync(await NewestLinkAsync("Late Agency")));
        var partners = await _app.Program(Slug).PartnersAsync();
        Assert.Contains(partners, partner => partner.Email == Early);
        Assert.Contains(partners, partner => partner.Email == Late);
    }

    // The account was entered while the old key was the newest one.
    private async Task AssertPaidByTheOldDetailsAsync()
    {
        var period = await Month.CloseAsync();
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        Assert.Contains("021000021,123456789,checking", await Month.ReadFileAsync(period));
    }

    [GeneratedRegex(@"Security__\w+IndexKey")]
    private static partial Regex IndexSetting();

    private static string KeyOf(byte value) => Convert.ToBase64String([.. Enumerable.Repeat(value, 32)]);
}
