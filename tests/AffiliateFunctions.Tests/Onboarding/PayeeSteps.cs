using System.Text;
using System.Text.Json;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Payees;
using AffiliateFunctions.Programs;
using Azure.Data.Tables;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>One partner and its links, with the words that tests of payees speak.</summary>
internal sealed class PayeeSteps(FeatureHost host, Partner first)
{
    public const string Account = "000123456789";
    public const string OtherAccount = "999888777666";

    public Mock<DurableTaskClient> Orchestrations { get; } = new("test");

    public static async Task<PayeeSteps> StartAsync(FeatureHost host, string country = "US")
    {
        var made = await host.Get<DirectPartners>()
            .MakeAsync(
                await host.ProgramAsync(),
                new PartnerBody("Pat Partner", "pat@partner.example.org", "Partner Agency", country),
                default
            );
        return new PayeeSteps(host, made.Value!.Partner);
    }

    public async Task<Partner> PartnerAsync() =>
        (await host.Get<IPartners>().FindAsync(FeatureHost.Slug, first.Id, default))!;

    /// <summary>The token of a link that is made now.</summary>
    public async Task<string> LinkAsync() =>
        new Uri(host.Get<PayoutDetailsLinks>().For(await PartnerAsync()).Address).Segments[^1];

    public Task<PayeeLinkResult> OpenAsync(string token) => host.Get<PayeeService>().OpenAsync(token, default);

    public Task<PayeeLinkResult> EnterAsync(string token, string account = Account) =>
        EnterAsync(
            token,
            new Dictionary<string, string>
            {
                ["method"] = "ach",
                ["account_holder"] = "Partner Agency",
                ["routing_number"] = "021000021",
                ["account_number"] = account,
                ["account_type"] = "checking",
            }
        );

    public Task<PayeeLinkResult> EnterAsync(string token, Dictionary<string, string> form) =>
        host.Get<PayeeService>().EnterAsync(token, PayoutFields.Read(form), Orchestrations.Object, default);

    /// <summary>
    /// Enters other details by a new link, and answers the tokens that confirm and discard the change.
    /// </summary>
    public async Task<(string Confirm, string Discard)> ChangeAsync(string account = OtherAccount)
    {
        Assert.IsType<PayeeLinkResult.ChangeRequested>(await EnterAsync(await LinkAsync(), account));
        var partner = await PartnerAsync();
        var links = host.Get<PayoutChangeLinks>();
        return (
            new Uri(links.ToConfirm(partner, partner.PayoutChange!).Address).Segments[^1],
            new Uri(links.ToDiscard(partner, partner.PayoutChange!).Address).Segments[^1]
        );
    }

    public Task<PayeeLinkResult> SubmitAsync(string token, Dictionary<string, string> form) =>
        host.Get<TaxFormService>().SubmitAsync(token, form, default);

    public Task<PayoutChangeResult> DecideAsync(string token) =>
        host.Get<PayoutChangeService>().DecideAsync(token, Orchestrations.Object, default);

    /// <summary>The input of the orchestration of the partner's change.</summary>
    public async Task<PayoutChangeKey> KeyAsync()
    {
        var partner = await PartnerAsync();
        return new PayoutChangeKey(
            partner.Program,
            partner.Id,
            partner.PayoutChange!.Id,
            partner.PayoutChange.ExpiresAt
        );
    }

    /// <summary>Changes the partner with the key.</summary>
    public async Task PatchAsync(string body)
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        http.Response.Body = new MemoryStream();
        var patched = await new PatchPartner(
            host.Get<IPrograms>(),
            host.Get<PartnerChanges>(),
            host.Get<IValidator<PatchPartner.Body>>(),
            host.Get<PayeeAccounts>(),
            host.Get<Recruiters>(),
            host.Get<PartnerRecords>(),
            host.Get<IAuditLog>(),
            host.Get<IOptions<SiteOptions>>(),
            host.Clock
        ).RunAsync(http.Request, "demo", first.Id.Value, Orchestrations.Object, default);
        await patched.ExecuteAsync(http);
        Assert.Equal(StatusCodes.Status200OK, http.Response.StatusCode);
    }

    public async Task<PayoutDetails?> DetailsAsync() =>
        await host.Get<IPartners>().ReadPayoutDetailsAsync(FeatureHost.Slug, first.Id, default);

    /// <summary>The actions that the audit log has about the partner, in their order.</summary>
    public async Task<IReadOnlyList<string>> AuditAsync()
    {
        var actions = new List<string>();
        await foreach (var (_, chained) in host.Get<AuditLog>().ReadAsync(FeatureHost.Slug, after: null, default))
        {
            var record = JsonElement.Parse(chained.Text);
            if (record.GetProperty("subject").GetString() == first.Id.Value)
            {
                actions.Add(record.GetProperty("action").GetString()!);
            }
        }

        return actions;
    }

    /// <summary>The texts and the names of the binary columns of all rows of partners.</summary>
    public async Task<(IReadOnlyList<string> Texts, IReadOnlyList<string> Secrets)> StoredAsync()
    {
        var (texts, secrets) = (new List<string>(), new List<string>());
        await foreach (var row in host.Get<StorageTables>()["partners"].QueryAsync<TableEntity>())
        {
            texts.AddRange(row.Select(column => column.Value).OfType<string>());
            secrets.AddRange(row.Where(column => column.Value is byte[]).Select(column => column.Key));
        }

        return (texts, secrets);
    }

    /// <summary>How often an orchestration was started.</summary>
    public void Started(string orchestrator, Times times) =>
        Orchestrations.Verify(
            client =>
                client.ScheduleNewOrchestrationInstanceAsync(
                    It.Is<Microsoft.DurableTask.TaskName>(name => name.Name == orchestrator),
                    It.IsAny<object?>(),
                    It.IsAny<Microsoft.DurableTask.StartOrchestrationOptions?>(),
                    It.IsAny<CancellationToken>()
                ),
            times
        );
}
