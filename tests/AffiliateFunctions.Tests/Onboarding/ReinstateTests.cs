using System.Text;
using AffiliateFunctions.Onboarding.Partners;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

public sealed class ReinstateTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DurableTaskClient Orchestrations = new Mock<DurableTaskClient>("test").Object;

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"reason": null}""")]
    [InlineData("""{"reason": "A mistake"}""")]
    public async Task A_suspended_partner_is_reinstated_with_or_without_a_reason(string body)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var made = await host.Get<DirectPartners>()
            .MakeAsync(
                await host.ProgramAsync(),
                new PartnerBody("Contact", "ann@example.com", "Example Media", "US"),
                default
            );
        var id = made.Value!.Partner.Id.Value;

        Assert.Equal(
            StatusCodes.Status400BadRequest,
            await SendAsync(
                host,
                id,
                "{}",
                (suspend, request) => suspend.Suspend(request, "demo", id, Orchestrations, default)
            )
        );
        Assert.Equal(
            StatusCodes.Status200OK,
            await SendAsync(
                host,
                id,
                """{"reason": "Spam"}""",
                (suspend, request) => suspend.Suspend(request, "demo", id, Orchestrations, default)
            )
        );
        Assert.Equal(
            StatusCodes.Status200OK,
            await SendAsync(
                host,
                id,
                body,
                (suspend, request) => suspend.ReinstatePartner(request, "demo", id, Orchestrations, default)
            )
        );
        Assert.Equal(
            StatusCodes.Status400BadRequest,
            await SendAsync(
                host,
                id,
                $$"""{"reason": "{{new string('x', 4001)}}"}""",
                (suspend, request) => suspend.ReinstatePartner(request, "demo", id, Orchestrations, default)
            )
        );
        Assert.True((await host.VerifyAuditAsync()).Ok);
    }

    private static async Task<int> SendAsync(
        FeatureHost host,
        string id,
        string body,
        Func<SuspendPartner, HttpRequest, Task<IResult>> send
    )
    {
        var suspend = new SuspendPartner(host.Get<PartnerStatusRequests>());
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        var bytes = Encoding.UTF8.GetBytes(body);
        http.Request.ContentType = bytes.Length == 0 ? null : "application/json";
        http.Request.ContentLength = bytes.Length;
        http.Request.Body = new MemoryStream(bytes);
        http.Response.Body = new MemoryStream();
        Assert.NotEmpty(id);
        await (await send(suspend, http.Request)).ExecuteAsync(http);
        return http.Response.StatusCode;
    }
}
