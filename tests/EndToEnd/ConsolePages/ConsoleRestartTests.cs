using System.Net;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.DependencyInjection;
using Testing;
using Testing.Tables;

namespace EndToEnd.ConsolePages;

/// <summary>A process that has failed for good goes on when a person starts it again.</summary>
public sealed class ConsoleRestartTests
{
    private const string Process = "/console/programs/demo/process";
    private const string First = "first@partner.example.org";
    private const string Second = "second@partner.example.org";

    [Fact]
    public async Task A_failed_process_is_started_again_on_the_friction_map_and_by_the_api()
    {
        var fault = new MailFault();
        await using var app = new App(
            await RunningApp.StartAsync(typeof(IPrograms).Assembly, configure: fault.AddTo, tables: new MemoryTables())
        );
        await app.BeginPilotAsync();
        var browser = await ConsoleBrowser.SignInAsync(app.Running);
        Assert.DoesNotContain("Failed processes</h2>", await browser.ReadAsync(Process), StringComparison.Ordinal);

        fault.IsPresent = true;
        var (first, second) = (await app.ApplyAsync("demo", First), await app.ApplyAsync("demo", Second));
        await app.Running.WhenIdleAsync();
        Assert.Empty(await app.Outbox.ListAsync(First));
        var failed = await browser.ReadAsync(Process);
        Assert.Contains(first, failed, StringComparison.Ordinal);
        Assert.Contains(second, failed, StringComparison.Ordinal);
        Assert.Contains(MailFault.Message, failed, StringComparison.Ordinal);

        fault.IsPresent = false;
        var list = await app.GetAsync("/api/programs/demo/orchestrations");
        var ids = list.GetProperty("data")
            .EnumerateArray()
            .Select(line => line.GetProperty("instance_id").GetString()!);
        var byConsole = ids.Single(id => id.Contains(first, StringComparison.Ordinal));
        var byApi = ids.Single(id => id.Contains(second, StringComparison.Ordinal));
        using (var restarted = await browser.PostAsync($"{Process}/restart", ("selected", byConsole)))
        {
            Assert.Equal(HttpStatusCode.SeeOther, restarted.StatusCode);
            var done = await browser.ReadAsync(restarted.Headers.Location!.ToString());
            Assert.Contains("The selected processes are started again.", done, StringComparison.Ordinal);
            Assert.DoesNotContain(first, done, StringComparison.Ordinal);
            Assert.Contains(second, done, StringComparison.Ordinal);
        }

        var address = $"/api/programs/demo/orchestrations/{Uri.EscapeDataString(byApi)}/restart";
        var (status, body) = await app.TryPostAsync(address, "{}");
        Assert.Equal((HttpStatusCode.Accepted, byApi), (status, body.GetProperty("instance_id").GetString()));
        await app.Running.WhenIdleAsync();
        await app.ConfirmAsync(First);
        await app.ConfirmAsync(Second);
        Assert.DoesNotContain("Failed processes</h2>", await browser.ReadAsync(Process), StringComparison.Ordinal);
        Assert.Equal(
            [(byConsole, "function key on the console"), (byApi, "key")],
            (await app.Program("demo").AuditAsync("limit=1000"))
                .Where(record => record.Action == "orchestration_restarted")
                .Select(record => (record.Subject, record.Actor))
        );
        Assert.Equal(HttpStatusCode.Conflict, (await app.TryPostAsync(address, "{}")).Status);
    }

    /// <summary>E-mails that confirm an address fail while the fault is present; a retry does not help.</summary>
    private sealed class MailFault
    {
        public const string Message = "The template of the e-mail is broken.";

        public bool IsPresent { get; set; }

        public void AddTo(IServiceCollection services)
        {
            var mailer = services.Last(service => service.ServiceType == typeof(IMailer));
            services.AddTransient<IMailer>(provider => new FaultyMailer(
                this,
                (IMailer)mailer.ImplementationFactory!(provider)
            ));
        }
    }

    private sealed class FaultyMailer(MailFault fault, IMailer mailer) : IMailer
    {
        public Task SendAsync(MailMessage message, CancellationToken cancellationToken) =>
            fault.IsPresent && message.Kind == EmailKind.ConfirmAddress
                ? throw new InvalidOperationException(MailFault.Message)
                : mailer.SendAsync(message, cancellationToken);
    }
}
