using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Contract;

/// <summary>The page at the root of the app. The page names no program.</summary>
[Tags("Description")]
public sealed class ShowStartPage(IAppHealth health, IEnumerable<IStartPageLink> links, PageAnswers pages)
{
    /// <inheritdoc cref="ShowStartPage"/>
    [Function(nameof(ShowStartPage))]
    [OpenRouteLimit(OpenRouteLimit.Probe)]
    [EndpointSummary("Shows what the app is, its health in a word, and where to go on.")]
    [ProducesPages(200)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = HttpFunction.RootRoute)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await pages.AnswerAsync<StartPage>(
            new StartInformation(
                await health.RecentStatusAsync(cancellationToken) switch
                {
                    AppStatus.Healthy => "It works.",
                    AppStatus.Degraded => "It works, and something needs the attention of its operator.",
                    _ => "Storage is unavailable at present. Please try again later.",
                },
                [.. links.OrderBy(link => link.Order).Select(link => link.Link).OfType<NextPage>()]
            )
        );
}
