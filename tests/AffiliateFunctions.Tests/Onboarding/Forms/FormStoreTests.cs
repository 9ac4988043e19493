using System.Text;
using System.Text.Json;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Forms;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding.Forms;

public sealed class FormStoreTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Short = """{"questions": [{"id": "channel", "type": "text", "label": "Channel"}]}""";

    [Fact]
    public async Task Each_change_is_a_version_that_stays_and_is_audited_with_what_it_changes()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        Assert.Equal(0, (await InForceAsync(host)).Version);

        await PutAsync(host, AllTypes.Json);
        await PutAsync(host, AllTypes.Json);
        await PutAsync(host, Short);

        Assert.Equal(2, (await InForceAsync(host)).Version);
        Assert.Equal(10, (await host.Get<FormStore>().FindAsync(FeatureHost.Slug, 1, default))!.Questions.Count);
        Assert.Equal(
            [
                "Before: version 0 with 0 questions; after: version 1 with 10 questions; added team, story, channel, "
                    + "regions, listeners, page, agency, clients, seat, vat.",
                "Before: version 1 with 10 questions; after: version 2 with 1 questions; removed team, story, regions, "
                    + "listeners, page, agency, clients, seat, vat; changed channel.",
            ],
            await ReasonsAsync(host)
        );
    }

    [Fact]
    public async Task Versions_that_are_stored_at_once_all_count()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(number => PutAsync(host, Short.Replace("Channel", $"{number}", StringComparison.Ordinal)))
        );
        Assert.Equal(8, (await InForceAsync(host)).Version);
        Assert.Equal(8, (await ReasonsAsync(host)).Count);
    }

    [Fact]
    public async Task An_application_keeps_its_answers_with_the_words_and_the_version_of_the_form()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await PutAsync(host, AllTypes.Json);
        var refused = await SubmitAsync(host, """{"channel": "Podcast", "x": 1}""");
        Assert.Equal(["/answers/x", "/answers/listeners"], refused.Problem!.Errors.Keys);

        var submitted = await SubmitAsync(host, """{"channel": "Podcast", "listeners": 1200}""");
        await PutAsync(host, Short);

        var stored = await host.Get<ApplicationStore>().FindAsync(FeatureHost.Slug, submitted.Value, default);
        Assert.Equal(1200, stored!.Applicant.Answers["listeners"].GetInt32());
        Assert.Equal(1, stored.Form!.Version);
        Assert.Equal(
            ["Where do you recommend us?", "How many listeners?", "We are an agency"],
            stored.Form.Questions.Select(question => question.Label)
        );
        Assert.Empty(stored.WithoutPerson("erased@example.com").Applicant.Answers);
    }

    private static async Task<Result<ApplicationId>> SubmitAsync(FeatureHost host, string answers) =>
        await host.Get<SubmitApplicationHandler>()
            .SubmitAsync(
                await host.ProgramAsync(),
                new ApplicationBody(
                    "Contact",
                    "ann@example.com",
                    "Example Media",
                    "https://www.example.com",
                    "US",
                    "Reviews",
                    Answers: JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(answers),
                    TermsAccepted: true,
                    TermsVersion: "1"
                ),
                new Mock<DurableTaskClient>("test").Object,
                default
            );

    private static Task<SignUpForm> InForceAsync(FeatureHost host) =>
        host.Get<FormStore>().InForceAsync(FeatureHost.Slug, default);

    private static async Task<List<string?>> ReasonsAsync(FeatureHost host) =>
        await host.Get<AuditLog>()
            .ReadAsync(FeatureHost.Slug, null, default)
            .Select(stored => stored.Text.Record)
            .Where(record => record.Action == "form_stored")
            .Select(record => record.Reason)
            .ToListAsync();

    private static async Task PutAsync(FeatureHost host, string json)
    {
        var http = new DefaultHttpContext { RequestServices = host.Get<IServiceProvider>() };
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(json));
        http.Response.Body = new MemoryStream();
        var put = ActivatorUtilities.CreateInstance<PutForm>(host.Get<IServiceProvider>());
        await (await put.RunAsync(http.Request, FeatureHost.Slug.Value, default)).ExecuteAsync(http);
        Assert.Equal(StatusCodes.Status200OK, http.Response.StatusCode);
    }
}
