using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.HeldCommissions;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Moq;

namespace AffiliateFunctions.Tests.PerformanceReview;

public sealed class ReviewFormTests
{
    [Fact]
    public async Task A_form_may_have_thousands_of_fields_where_its_page_allows_the_size()
    {
        var form = string.Join('&', Enumerable.Range(0, 8_000).Select(i => $"choice_prt_{i}=accept"));

        var read = await Request(form).ReadFormFieldsAsync(default, limit: 1024 * 1024);
        var refused = await Request(form).ReadFormFieldsAsync(default);

        Assert.Equal((8_000, false), (read.Value!.Count, refused.Succeeded));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public async Task The_person_of_a_report_is_named_in_1_to_254_characters(int length)
    {
        var reports = new CompleteReviewAction(Mock.Of<IPrograms>(), null!, Mock.Of<IAuditLog>());
        var result = await reports.CompleteAsync(
            ProgramSlug.Parse("demo"),
            "2026-11",
            "2026-11-1",
            new CompleteReviewAction.Body("Done", new string('x', length)),
            default
        );
        Assert.Equal(["/on_behalf_of"], result.Problem!.Errors.Keys);
    }

    [Theory]
    [InlineData(1, 0, "Your decision about 1 commission is recorded and carried out.")]
    [InlineData(
        2,
        1,
        "Your decision about 2 commissions is recorded and carried out. 1 commission had been decided already."
    )]
    public void The_page_says_how_many_commissions_were_decided(int decided, int others, string text) =>
        Assert.Equal(text, DecideHeldCommissions.ResultOf(decided, others));

    [Fact]
    public void The_mail_about_a_pause_says_that_clicks_are_not_counted() =>
        Assert.Contains("new clicks are not counted", ReviewActionMails.PausedLinks, StringComparison.Ordinal);

    private static HttpRequest Request(string form)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = "application/x-www-form-urlencoded";
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(form));
        return request;
    }
}
