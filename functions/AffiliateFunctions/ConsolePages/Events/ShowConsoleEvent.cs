using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.ConsolePages.Commissions;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tracking;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Events;

/// <summary>An event: what was reported, what became of it, and why.</summary>
[Tags("Console")]
public sealed class ShowConsoleEvent(
    ConsoleRequests requests,
    IEventRecords events,
    ICustomerRecords customers,
    ICommissionSearch search,
    ILedger ledger,
    IPartners partners
)
{
    private const int MaxCommissions = 5;

    /// <inheritdoc cref="ShowConsoleEvent"/>
    [Function(nameof(ShowConsoleEvent))]
    [EndpointSummary("Shows an event with its outcome, who was credited, and why.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/events/{id}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<EventId>] string id,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
                EventId.TryParse(id, out var eventId)
                && await events.FindAsync(shown.Program.Slug, eventId, cancellationToken) is { } found
                    ? await ShowAsync(shown, found, cancellationToken)
                    : await requests.NotFoundAsync(request, shown.Program),
            cancellationToken
        );

    private async Task<IResult> ShowAsync(ConsoleProgram shown, EventRecord found, CancellationToken cancellationToken)
    {
        var slug = shown.Program.Slug;
        var decisions = found.Customer is { } customer
            ? await customers.DecisionsAsync(slug, customer, [found.Id], cancellationToken)
            : new Dictionary<EventId, CreditDecision>();
        var decision = decisions.GetValueOrDefault(found.Id);
        var granted = await Task.WhenAll(
            found
                .Commissions.Take(MaxCommissions)
                .Select(commission => ledger.FindAsync(slug, commission, cancellationToken))
        );
        var nothing = found is { Commissions.Count: 0, Partner: { } partner }
            ? await search.ExplainNothingAsync(shown.Program, partner, found.Id, cancellationToken)
            : null;
        var names = await partners.FindAllRecentAsync(
            slug,
            (decision?.Credits ?? [])
                .Select(credit => credit.Partner)
                .Concat(granted.OfType<CommissionView>().Select(commission => commission.PartnerId))
                .Distinct(),
            cancellationToken
        );
        return await requests.ShowAsync(
            new ConsolePage
            {
                Frame = shown.Frame(ConsoleSections.Search),
                Title = $"Event {found.Id}",
                Lead =
                    $"{PartnerWords.Words(found.Type)}, {found.Status}"
                    + (found.Reason is { } reason ? $": {reason.Replace('_', ' ')}." : "."),
                Blocks =
                [
                    new FactsBlock([.. FactsOf(shown, found).Where(fact => fact.Value.Length > 0)]),
                    DecisionOf(shown, decision, names),
                    CommissionsOf(shown, [.. granted.OfType<CommissionView>()], names),
                    .. nothing is null ? [] : NothingOf(nothing),
                ],
            }
        );
    }

    private static IEnumerable<ConsoleFact> FactsOf(ConsoleProgram shown, EventRecord found)
    {
        yield return new ConsoleFact("Occurred", DisplayFormat.Time(found.OccurredAt));
        yield return new ConsoleFact("Received", DisplayFormat.Time(found.ReceivedAt));
        yield return new ConsoleFact("Applied", found.AppliedAt is { } at ? DisplayFormat.Time(at) : "not yet");
        yield return new ConsoleFact("Invoice", found.Invoice ?? string.Empty);
        yield return new ConsoleFact(
            "Amount",
            found is { Amount: { } amount, Currency: { Length: > 0 } currency }
                ? ConsoleProgram.Amount(amount, currency)
                : string.Empty
        );
        yield return new ConsoleFact("Stage", found.Stage ?? string.Empty);
        yield return new ConsoleFact("Came by", found.By ?? string.Empty);
        yield return new ConsoleFact(
            "Customer",
            found.Customer?.Value ?? string.Empty,
            found.Customer is { } customer ? shown.PathOf(customer) : null
        );
        yield return new ConsoleFact("Provider", found.Provider ?? string.Empty);
        yield return new ConsoleFact(
            "Retries",
            found.Attempt == 0 ? string.Empty : Programs.ProgramText.Number(found.Attempt)
        );
    }

    private static ConsoleBlock DecisionOf(
        ConsoleProgram shown,
        CreditDecision? decision,
        IReadOnlyDictionary<PartnerId, Partner> names
    )
    {
        const string Title = "Who is credited";
        if (decision is null or { Credits.Count: 0 })
        {
            return new TextBlock(
                decision?.Rejection is { } rejected
                    ? $"Nobody: the event has no effect ({rejected.Replace('_', ' ')})."
                    : "Nobody. A touch that is found later can still count for a conversion."
            )
            {
                Title = Title,
            };
        }

        var all = decision.Credits.Sum(credit => credit.Weight);
        var notes = string.Join(
            " ",
            new[]
            {
                decision.RulesVersion is { } version ? $"Rule book version {version}." : null,
                decision.Deal is { } deal ? $"The deal {deal} was in force." : null,
                decision.Linked.Count > 0 ? "Touches of the same buyer under another id count too." : null,
                decision.HoldReason is { } hold ? $"Held: {hold.Replace('_', ' ')}." : null,
            }.OfType<string>()
        );
        return new TableBlock(
            new DataTable(
                notes.Length == 0 ? "The credited partners" : notes,
                [new TableColumn("Partner", IsNumber: false), new TableColumn("Share", IsNumber: true)],
                [
                    .. decision.Credits.Select(credit => new TableRow([
                        CommissionCells.PartnerCell(shown, credit.Partner, names),
                        new TableCell(DisplayFormat.Percentage(credit.Weight, all), null),
                    ])),
                ]
            )
        )
        {
            Title = Title,
        };
    }

    private static ConsoleBlock CommissionsOf(
        ConsoleProgram shown,
        IReadOnlyList<CommissionView> granted,
        IReadOnlyDictionary<PartnerId, Partner> names
    ) =>
        granted.Count == 0
            ? new TextBlock("The event granted or changed no commission.") { Title = "Commissions" }
            : new TableBlock(CommissionCells.TableOf(shown, "Each explains its amount", granted, names))
            {
                Title = "Commissions",
            };

    private static IEnumerable<ConsoleBlock> NothingOf(IReadOnlyList<LineList> steps) =>
        steps.Select(step => new ListBlock(step.Lines) { Title = step.Title });
}
