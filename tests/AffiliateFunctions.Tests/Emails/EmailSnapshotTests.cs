using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Storage;
using AngleSharp.Html.Parser;
using Testing;

namespace AffiliateFunctions.Tests.Emails;

/// <summary>
/// Every e-mail of the app with hostile texts, in HTML and in plain text, as it is stored in <c>Snapshots</c>. After a
/// wanted change, write the snapshots anew by running this test with the environment variable UPDATE_SNAPSHOTS=1. The
/// browser tests open the same files.
/// </summary>
public sealed partial class EmailSnapshotTests(EmailSnapshotTests.AllEmails emails)
    : IClassFixture<EmailSnapshotTests.AllEmails>
{
    // Nobody sees these, and they change the order of a text: an e-mail has only the isolates that the app adds.
    private static readonly SearchValues<char> Invisible = SearchValues.Create(
        "\u061C\u200B\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2066\u2067\uFEFF"
    );

    [Fact]
    public void Every_kind_of_email_is_sent() =>
        Assert.Empty(Enum.GetValues<EmailKind>().Except(emails.Sent.Select(mail => mail.Kind)));

    [Fact]
    public async Task Every_email_is_as_its_snapshot_and_no_snapshot_is_left_over()
    {
        var (folder, files) = (Folder(), Files());
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(folder);
            foreach (var old in Directory.GetFiles(folder))
            {
                File.Delete(old);
            }

            foreach (var (name, content) in files)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, name), content);
            }
        }

        Assert.Equal(
            files.Keys.Order(StringComparer.Ordinal),
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        foreach (var (name, content) in files)
        {
            Assert.Equal((name, await File.ReadAllTextAsync(Path.Combine(folder, name))), (name, content));
        }
    }

    [Fact]
    public void No_email_has_a_character_that_reorders_it_and_every_subject_is_one_line()
    {
        foreach (var mail in emails.Sent)
        {
            foreach (var text in new[] { mail.Subject, mail.Text, System.Net.WebUtility.HtmlDecode(mail.Html) })
            {
                Assert.Equal(-1, text.AsSpan().IndexOfAny(Invisible));
                Assert.Equal(text.Count(letter => letter == '\u2068'), text.Count(letter => letter == '\u2069'));
            }

            Assert.DoesNotContain('\n', mail.Subject);
        }
    }

    [Fact]
    public void No_value_of_several_lines_looks_like_another_line_of_the_plain_text()
    {
        var asked = emails.Sent.Single(mail => mail.Kind == EmailKind.ApprovalAsked).Text.Split('\n');
        Assert.Single(asked, line => line.Contains("Decide by:", StringComparison.Ordinal));
        Assert.Contains(asked, line => line.StartsWith("    100 ", StringComparison.Ordinal));
        Assert.DoesNotContain(asked, line => line.StartsWith("100 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_markup_of_a_stranger_becomes_an_element()
    {
        foreach (var mail in emails.Sent)
        {
            var page = await new HtmlParser().ParseDocumentAsync(mail.Html);
            Assert.Empty(page.QuerySelectorAll("b, i, u, script, [onclick]"));
            Assert.Single(page.QuerySelectorAll("h1"));
        }
    }

    private Dictionary<string, string> Files()
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in emails.Sent.GroupBy(mail => mail.Kind))
        {
            foreach (
                var (mail, index) in group.DistinctBy(mail => Normal(mail.Html)).Select((mail, index) => (mail, index))
            )
            {
                var name = StoredJson.NameOf(group.Key) + (index == 0 ? string.Empty : $"-{index + 1}");
                files[$"{name}.html"] = Normal(mail.Html);
                files[$"{name}.txt"] = Normal($"To: {mail.To}\nSubject: {mail.Subject}\n\n{mail.Text}");
            }
        }

        return files;
    }

    // The tokens of links are long and say nothing to a reader of a snapshot.
    private static string Normal(string text) =>
        Token().Replace(text, "/TOKEN").Replace("\r", string.Empty, StringComparison.Ordinal);

    private static string Folder([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "Snapshots");

    [GeneratedRegex(@"/[A-Za-z0-9_-]{60,}(\.[0-9a-f]{8})?\.[A-Za-z0-9_-]{20,}")]
    private static partial Regex Token();

    /// <summary>All e-mails, sent once.</summary>
    public sealed class AllEmails : IAsyncLifetime
    {
        internal IReadOnlyList<MailMessage> Sent { get; private set; } = [];

        public async Task InitializeAsync()
        {
            var azurite = new AzuriteFixture();
            await azurite.InitializeAsync();
            await using var scene = await EmailScene.StartAsync(azurite.TakeAccount());
            await OnboardingEmails.SendAsync(scene);
            await PayoutEmails.SendAsync(scene);
            await GovernanceEmails.SendAsync(scene);
            await LeadEmails.SendAsync(scene);
            await PartnerPageEmails.SendAsync(scene);
            await DisputeEmails.SendAsync(scene);
            Sent = scene.Sent;
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
