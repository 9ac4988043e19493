using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.ConsolePages.Work;

/// <summary>Where the work of a program waits, and what has failed.</summary>
[Tags("Console")]
public sealed class ShowConsoleProcess(
    ConsoleRequests requests,
    IFrictionMap map,
    IFailedProcesses failed,
    TimeProvider clock
)
{
    private const int Days = 90;
    private const int MaxRestarts = 20;

    /// <summary>Shows the steps and the failed processes.</summary>
    [Function(nameof(ShowConsoleProcess))]
    [EndpointSummary("Shows what waits at each step of the workflows, for whom, and which processes have failed.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/process")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown => await requests.ShowAsync(await PageAsync(shown, [], cancellationToken)),
            cancellationToken
        );

    /// <summary>Starts the selected processes again.</summary>
    [Function(nameof(RestartConsoleProcesses))]
    [EndpointSummary("Starts failed processes again with the same ids and inputs.")]
    [Consumes(typeof(RestartForm), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&selected=cycle-acme-2026-11")]
    [ProducesPages(400, 404, 409)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The page, or the form to sign in.")]
    [ProducesProblems(413, 415)]
    public Task<IResult> RestartConsoleProcesses(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/programs/{program}/process/restart")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var selected = shown.Visit.Fields("selected");
                List<string> problems = selected.Count switch
                {
                    0 => ["Select the processes to start again."],
                    > MaxRestarts => [$"Select at most {MaxRestarts} processes at once; none is started again."],
                    _ => await RestartAsync(shown, selected, orchestrations, cancellationToken),
                };
                return problems.Count == 0
                    ? shown.Done(ConsoleSections.Process, DoneMessages.Restarted)
                    : await requests.ShowAsync(await PageAsync(shown, problems, cancellationToken));
            },
            cancellationToken
        );

    private async Task<List<string>> RestartAsync(
        ConsoleProgram shown,
        IReadOnlyList<string> selected,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var problems = new List<string>();
        foreach (var instance in selected)
        {
            var started = await failed.RestartAsync(shown.Program.Slug, instance, orchestrations, cancellationToken);
            problems.AddRange(started.Succeeded ? [] : [started.Problem.Detail]);
        }

        return problems;
    }

    private async Task<ConsolePage> PageAsync(
        ConsoleProgram shown,
        IReadOnlyList<string> problems,
        CancellationToken cancellationToken
    )
    {
        var steps = await map.StepsAsync(shown.Program, clock.GetUtcNow().AddDays(-Days), cancellationToken);
        var stopped = await failed.ListAsync(shown.Program.Slug, cancellationToken);
        return new ConsolePage
        {
            Frame = shown.Frame(ConsoleSections.Process) with { Problems = problems },
            Title = "Where work waits",
            Lead = $"Each step of the workflows: what waits now, and how long it took in the last {Days} days.",
            Blocks = [.. ProcessText.Of(shown, steps, stopped)],
        };
    }

    /// <summary>The fields of the form.</summary>
    /// <param name="FormToken">The token that the page contains.</param>
    /// <param name="Selected">The id of a process; once for each.</param>
    public sealed record RestartForm(string FormToken, string? Selected = null);
}
