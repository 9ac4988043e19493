using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.OutgoingWebhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.ConsolePages.Subscribers;

/// <summary>What was sent to a webhook endpoint.</summary>
[Tags("Console")]
public sealed class ShowConsoleDeliveries(
    ConsoleRequests requests,
    IWebhookDeliveries webhooks,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const int Rows = 50;

    private static readonly EntryChoice[] Statuses =
    [
        new(string.Empty, "All"),
        new("pending", "Pending"),
        new("delivered", "Delivered"),
        new("failed", "Failed"),
    ];

    /// <summary>Lists the deliveries.</summary>
    [Function(nameof(ShowConsoleDeliveries))]
    [EndpointSummary("Lists the deliveries to a webhook endpoint, the newest first, page by page.")]
    [QueryParameter<string>("status", "Only deliveries of this status: pending, delivered or failed.")]
    [QueryParameter<string>("after", "The place after which the page begins, as the page before names it.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/webhooks/{endpoint}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<string>("The endpoint's id.")] string endpoint,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            shown => ShowAsync(shown, endpoint, [], cancellationToken),
            cancellationToken
        );

    /// <summary>Sends the selected deliveries again.</summary>
    [Function(nameof(RedeliverConsoleWebhooks))]
    [EndpointSummary("Sends deliveries to a webhook endpoint again.")]
    [Consumes(typeof(RedeliverForm), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&selected=msg_df01673c82ae01e831f65e515c0203c9")]
    [ProducesPages(400, 404, 409)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The page, or the form to sign in.")]
    [ProducesProblems(413, 415)]
    public Task<IResult> RedeliverConsoleWebhooks(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "console/programs/{program}/webhooks/{endpoint}/redeliver"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<string>("The endpoint's id.")] string endpoint,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var problems = new List<string>();
                var selected = shown.Visit.Fields("selected").Take(Rows).ToList();
                var sentAgain = 0;
                foreach (var delivery in selected)
                {
                    var sent = await webhooks.RedeliverAsync(
                        shown.Program.Slug,
                        endpoint,
                        delivery,
                        orchestrations,
                        cancellationToken
                    );
                    sentAgain += sent.Succeeded ? 1 : 0;
                    problems.AddRange(sent.Succeeded ? [] : [sent.Problem.Detail]);
                }

                if (sentAgain > 0)
                {
                    await RecordAsync(shown, endpoint, sentAgain, cancellationToken);
                }

                return problems.Count > 0 || selected.Count == 0
                    ? await ShowAsync(
                        shown,
                        endpoint,
                        problems.Count > 0 ? [.. problems.Distinct()] : ["Select the deliveries to send again."],
                        cancellationToken
                    )
                    : shown.Done($"{ConsoleSections.Webhooks}/{endpoint}", DoneMessages.Redelivered);
            },
            cancellationToken
        );

    private Task RecordAsync(ConsoleProgram shown, string endpoint, int count, CancellationToken cancellationToken) =>
        audit.RecordCallerAsync(
            shown.Program.Slug,
            "webhook_deliveries_sent_again",
            endpoint,
            clock.GetUtcNow(),
            change: null,
            cancellationToken,
            reason: $"{ProgramText.Number(count)} selected in the console"
        );

    private async Task<IResult> ShowAsync(
        ConsoleProgram shown,
        string id,
        IReadOnlyList<string> problems,
        CancellationToken cancellationToken
    )
    {
        if (await webhooks.FindAsync(shown.Program.Slug, id, cancellationToken) is not { } endpoint)
        {
            return await requests.NotFoundAsync(shown.Request, shown.Program);
        }

        var status = Statuses.FirstOrDefault(known => known.Value == shown.Request.Query["status"])?.Value ?? "";
        var after = shown.Request.Query["after"].ToString();
        var page = await webhooks.DeliveriesAsync(
            shown.Program.Slug,
            id,
            status.Length == 0 ? null : status,
            after.Length == 0 ? null : after,
            Rows,
            cancellationToken
        );
        var state = ShowConsoleWebhooks.StateOf(endpoint);
        return await requests.ShowAsync(
            new ConsolePage
            {
                Frame = shown.FrameBelow(ConsoleSections.Webhooks) with { Problems = problems },
                Title = endpoint.Description ?? endpoint.Id,
                Lead = endpoint.Url,
                Blocks =
                [
                    new FactsBlock([
                        new ConsoleFact("State", state.Detail is { } detail ? $"{state.Text}: {detail}" : state.Text),
                        new ConsoleFact("Wants", string.Join(", ", endpoint.Types)),
                    ]),
                    new FilterBlock(
                        shown.Path($"{ConsoleSections.Webhooks}/{id}"),
                        [new EntryField("status", "Status") { Choices = Statuses, IsRequired = false }]
                    )
                    {
                        Values = new Dictionary<string, string> { ["status"] = status },
                    },
                    page.Deliveries.Count == 0
                        ? new EmptyBlock("No delivery of this status. Deliveries are kept for some weeks.")
                        : TableOf(shown, endpoint, page, status, isFirst: after.Length == 0),
                ],
            }
        );
    }

    private static TableBlock TableOf(
        ConsoleProgram shown,
        EndpointView endpoint,
        DeliveryPage page,
        string status,
        bool isFirst
    )
    {
        var path = shown.Path($"{ConsoleSections.Webhooks}/{endpoint.Id}");
        return new TableBlock(
            new DataTable(
                "The newest first; a delivery that is sent again has the same id, by which the subscriber knows it",
                [
                    new TableColumn("Event", IsNumber: false),
                    new TableColumn("State", IsNumber: false),
                    new TableColumn("Attempts", IsNumber: true),
                    new TableColumn("Last result", IsNumber: false),
                ],
                [.. page.Deliveries.Select(RowOf)]
            )
        )
        {
            Next = page.Next is { } next ? $"{path}?status={status}&after={Uri.EscapeDataString(next)}" : null,
            First = isFirst ? null : $"{path}?status={status}",
            Form = new ConsoleForm($"{path}/redeliver", "Send the selected ones again"),
        };
    }

    private static TableRow RowOf(DeliveryView delivery) =>
        new([
            new TableCell(delivery.Type, DisplayFormat.Time(delivery.CreatedAt)),
            delivery.Status switch
            {
                "delivered" => new TableCell("Delivered", null) { Tone = CellTone.Ok },
                "failed" => new TableCell("Failed", delivery.Reason?.Replace('_', ' ')) { Tone = CellTone.Bad },
                _ => new TableCell(
                    "Pending",
                    delivery.NextAttemptAt is { } next ? $"next attempt {DisplayFormat.Time(next)}" : null
                )
                {
                    Tone = CellTone.Warn,
                },
            },
            new TableCell(ProgramText.Number(delivery.Attempts), null),
            new TableCell(delivery.LastResult ?? "–", null),
        ])
        {
            Value = delivery.Id,
        };

    /// <summary>The fields of the form.</summary>
    /// <param name="FormToken">The token that the page contains.</param>
    /// <param name="Selected">The id of a delivery; once for each.</param>
    public sealed record RedeliverForm(string FormToken, string? Selected = null);
}
