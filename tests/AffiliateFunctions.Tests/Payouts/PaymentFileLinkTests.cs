using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>Who can download a payment file by the link of the e-mail to finance, and until when.</summary>
public sealed class PaymentFileLinkTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_link_works_for_the_person_in_charge_and_for_the_file_that_was_handed_over()
    {
        await using var bench = await PaymentFileBench.StartAsync(azurite.TakeAccount());
        bench.AddAch("prt_1", "Ada Lovelace", 400);
        await bench.ApproveAsync(settings: null);
        await bench.WriteAsync();
        var cycle = await bench.CycleAsync();
        var file = Assert.Single(cycle.Files);
        var links = new PaymentFileLinks(bench.Host.Get<LinkTokens>(), bench.Host.Clock);
        var finance = Charters.OfThree.Finance;

        var link = links.PathFor(cycle, file, finance);
        Assert.Equal(await bench.ReadAsync(file), (await DownloadAsync(bench, links, link)).Body);
        var former = links.PathFor(cycle, file, new Person("Former", "former@example.com"));
        Assert.Equal(403, (await DownloadAsync(bench, links, former)).Status);
        var replaced = links.PathFor(cycle, file with { Sha256 = new string('0', 64) }, finance);
        Assert.Equal(410, (await DownloadAsync(bench, links, replaced)).Status);
        Assert.Equal(400, (await DownloadAsync(bench, links, $"{link[..^4]}xxxx")).Status);
        bench.Host.Clock.Advance(TimeSpan.FromDays(15));
        Assert.Equal(410, (await DownloadAsync(bench, links, link)).Status);
    }

    [Fact]
    public async Task A_download_by_the_console_is_recorded_with_the_name_of_the_file()
    {
        await using var bench = await PaymentFileBench.StartAsync(azurite.TakeAccount());
        bench.AddAch("prt_1", "Ada Lovelace", 400);
        await bench.ApproveAsync(settings: null);
        await bench.WriteAsync();
        var file = Assert.Single((await bench.CycleAsync()).Files);
        var audit = new Mock<IAuditLog>();
        var ids = bench.Host.Get<IdSource>();
        var views = new CycleViews(bench.Cycles, progress: null!, bench.Files, audit.Object, ids, bench.Host.Clock);
        Assert.NotNull(await DownloadAsync(file.Name));
        Assert.Null(await DownloadAsync("none"));
        audit.Verify(
            log =>
                log.RecordAsync(
                    It.Is<AuditEntry>(entry =>
                        entry.Action == "payment_file_downloaded"
                        && entry.Actor == Callers.Unnamed
                        && entry.Reason == $"{file.Name} {file.Sha256}"
                    ),
                    default
                ),
            Times.Once
        );

        Task<IResult?> DownloadAsync(string name) =>
            views.DownloadAsync(FeatureHost.Slug, PaymentFileBench.Period, name, new DefaultHttpContext(), default);
    }

    private static async Task<(int Status, byte[] Body)> DownloadAsync(
        PaymentFileBench bench,
        PaymentFileLinks links,
        string path
    )
    {
        var programs = new Mock<IPrograms>();
        programs
            .Setup(stored => stored.FindAsync(FeatureHost.Slug, default))
            .ReturnsAsync(await bench.Host.ProgramAsync() with { Charter = Charters.OfThree });
        var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = bench.Host.Services, Response = { Body = body } };
        var download = new DownloadPaymentFile(
            links,
            programs.Object,
            bench.Cycles,
            bench.Files,
            bench.Host.Get<PageAnswers>()
        );
        var answer = await download.RunAsync(http.Request, path.Split('/')[^1], default);
        await answer.ExecuteAsync(http);
        return (http.Response.StatusCode, body.ToArray());
    }
}
