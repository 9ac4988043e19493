using Affiliate.Pages;
using AffiliateFunctions.Contract;
using AffiliateFunctions.Disputes.Links;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>A browser that opens a page gets its problems as pages, and everybody else as JSON.</summary>
public sealed class ProblemPagesTests
{
    private const string Json = "application/problem+json";
    private const string Html = "text/html; charset=utf-8";

    private static readonly ProblemPages Pages = new(new PageAnswers(new PageRenderer(NullLoggerFactory.Instance)));

    public static TheoryData<ProblemKind> Kinds => [.. Enum.GetValues<ProblemKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_problem_has_a_page_with_its_status_and_the_reference_of_the_logs(ProblemKind kind)
    {
        var problem = new Problem(kind, "<b>Detail</b>");
        var (http, html) = await AnswerAsync<OpenDispute>(nameof(OpenDispute.Open), "text/html", _ => Answer(problem));

        Assert.Equal(Html, http.Response.ContentType);
        Assert.Equal(HttpResults.BodyOf(problem, "").Status, http.Response.StatusCode);
        Assert.Contains("Reference for questions", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", http.Response.Headers.ContentSecurityPolicy.ToString());
        Assert.Equal(
            kind is ProblemKind.TooManyRequests or ProblemKind.Unavailable ? "5" : string.Empty,
            http.Response.Headers.RetryAfter.ToString()
        );
    }

    [Theory]
    [InlineData("application/json", Json)]
    [InlineData("", Json)]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", Html)]
    public async Task A_caller_gets_what_it_accepts(string accept, string type)
    {
        var (http, _) = await AnswerAsync<OpenDispute>(
            nameof(OpenDispute.Open),
            accept,
            _ => Answer(Problem.NotFound("There is no program 'none'."))
        );
        Assert.Equal(type, http.Response.ContentType);
    }

    [Fact]
    public async Task A_fault_of_a_page_is_a_page_without_its_text()
    {
        var faults = new FaultsToProblems(NullLogger<FaultsToProblems>.Instance);
        var (http, html) = await AnswerAsync<OpenDispute>(
            nameof(OpenDispute.ShowDispute),
            "text/html",
            context => faults.Invoke(context, _ => throw new InvalidOperationException("A secret."))
        );
        Assert.Equal(StatusCodes.Status500InternalServerError, http.Response.StatusCode);
        Assert.Contains("Something went wrong", html, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_the_api_is_JSON_even_for_a_browser()
    {
        var (http, _) = await AnswerAsync<GetOpenApi>("Get", "text/html", _ => Answer(Problem.NotFound("None.")));
        Assert.Equal(Json, http.Response.ContentType);
    }

    [Fact]
    public void Every_open_function_with_pages_shows_its_problems_as_pages() =>
        Assert.All(
            HttpFunction.All(typeof(IPrograms).Assembly),
            function =>
                Assert.Equal(
                    !function.NeedsKey && Attribute.IsDefined(function.Method, typeof(ProducesPagesAttribute)),
                    ShowProblemsAsPages.ShowsPages($"{function.Method.DeclaringType!.FullName}.{function.Method.Name}")
                )
        );

    private static Task Answer(Problem problem) => throw new AnsweredException(problem);

    private static async Task<(HttpContext Http, string Html)> AnswerAsync<T>(
        string method,
        string accept,
        Func<Microsoft.Azure.Functions.Worker.FunctionContext, Task> next
    )
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.Headers.Accept = accept;
        using var body = new MemoryStream();
        http.Response.Body = body;
        var context = FakeFunctionContext.Of<T>(method, http);
        try
        {
            await new ShowProblemsAsPages(Pages).Invoke(context, inner => next(inner));
        }
        catch (AnsweredException answered)
        {
            await HttpResults.Problem(answered.Problem).ExecuteAsync(http);
        }

        return (http, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    private sealed class AnsweredException(Problem problem) : Exception
    {
        public Problem Problem => problem;
    }
}
