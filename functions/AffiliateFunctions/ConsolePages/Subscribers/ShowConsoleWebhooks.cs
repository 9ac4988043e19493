using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.OutgoingWebhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Subscribers;

/// <summary>The webhook endpoints of a program.</summary>
[Tags("Console")]
public sealed class ShowConsoleWebhooks(ConsoleRequests requests, IWebhookDeliveries webhooks)
{
    /// <inheritdoc cref="ShowConsoleWebhooks"/>
    [Function(nameof(ShowConsoleWebhooks))]
    [EndpointSummary("Lists the webhook endpoints of a program with their state.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/webhooks")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var endpoints = await webhooks.EndpointsAsync(shown.Program.Slug, cancellationToken);
                return await requests.ShowAsync(
                    new ConsolePage
                    {
                        Frame = shown.Frame(ConsoleSections.Webhooks),
                        Title = "Webhooks",
                        Lead = "The addresses to which the app reports what happens in the program.",
                        Blocks = [endpoints.Count == 0 ? None : TableOf(shown, endpoints)],
                    }
                );
            },
            cancellationToken
        );

    /// <summary>The state of an endpoint.</summary>
    internal static TableCell StateOf(EndpointView endpoint) =>
        endpoint switch
        {
            { DisabledAt: { } at } => new TableCell(
                "Disabled automatically",
                $"{(endpoint.DisabledReason == "gone" ? "it has answered 410" : "all deliveries have failed")}, "
                    + DisplayFormat.Time(at)
            )
            {
                Tone = CellTone.Bad,
            },
            { IsEnabled: false } => new TableCell("Disabled", null) { Tone = CellTone.Plain },
            { FailingSince: { } since } => new TableCell("Failing", $"since {DisplayFormat.Time(since)}")
            {
                Tone = CellTone.Warn,
            },
            _ => new TableCell("Works", null) { Tone = CellTone.Ok },
        };

    private static EmptyBlock None { get; } =
        new(
            "No system subscribes to this program.",
            "An endpoint is added by PUT /api/programs/{slug}/webhook-endpoints/{id} with its address and the types that "
                + "it wants."
        )
        {
            Next = new ConsoleLink("Read the description of the API", "/api/docs"),
        };

    private static TableBlock TableOf(ConsoleProgram shown, IReadOnlyList<EndpointView> endpoints) =>
        new(
            new DataTable(
                "Each endpoint leads to its deliveries",
                [
                    new TableColumn("Endpoint", IsNumber: false),
                    new TableColumn("Wants", IsNumber: false),
                    new TableColumn("State", IsNumber: false),
                ],
                [
                    .. endpoints.Select(endpoint => new TableRow([
                        new TableCell(endpoint.Description ?? endpoint.Id, endpoint.Url)
                        {
                            Address = shown.Path($"{ConsoleSections.Webhooks}/{endpoint.Id}"),
                        },
                        new TableCell(string.Join(", ", endpoint.Types), null),
                        StateOf(endpoint),
                    ])),
                ]
            )
        );
}
