using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tracking;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Searches;

/// <summary>Finds partners, customers, events, invoices and commissions by what a person has at hand.</summary>
[Tags("Console")]
public sealed class SearchConsole(
    ConsoleRequests requests,
    IPartners partners,
    ICustomerRecords customers,
    IEventRecords events,
    IConversionLookup invoices,
    ILedger ledger
)
{
    private const int MaxPartners = 20;
    private const int LeastText = 3;

    /// <inheritdoc cref="SearchConsole"/>
    [Function(nameof(SearchConsole))]
    [EndpointSummary("Finds partners, customers, events, invoices and commissions of a program.")]
    [QueryParameter<string>(
        "q",
        "An id of an event, invoice, customer, partner or commission; a code, coupon or address; or a part of a name."
    )]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/search")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var text = request.Query["q"].ToString().Trim();
                var found =
                    text.Length == 0
                        ? []
                        : await FindAsync(shown, text, cancellationToken).ToListAsync(cancellationToken);
                return await requests.ShowAsync(
                    new ConsolePage
                    {
                        Frame = shown.Frame(ConsoleSections.Search),
                        Title = "Search",
                        Lead = text.Length == 0 ? null : $"Results for “{text}”.",
                        Blocks = [BlockOf(text, found)],
                    }
                );
            },
            cancellationToken
        );

    private static ConsoleBlock BlockOf(string text, List<TableRow> found) =>
        found.Count > 0
            ? new TableBlock(
                new DataTable(
                    found.Count == 1 ? "1 result" : $"{found.Count} results",
                    [new TableColumn("Found", IsNumber: false), new TableColumn("Kind", IsNumber: false)],
                    found
                )
            )
            : new EmptyBlock(
                text.Length == 0 ? "Enter what you have at hand in the box above." : "Nothing was found.",
                "Events, invoices, customers and commissions are found by their whole id; partners by their id, code, "
                    + $"coupon or address, or by {LeastText} letters of their name or company."
            );

    private async IAsyncEnumerable<TableRow> FindAsync(
        ConsoleProgram shown,
        string text,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var slug = shown.Program.Slug;
        if (
            CommissionId.TryParse(text, out var commission)
            && await ledger.FindAsync(slug, commission, cancellationToken) is { } granted
        )
        {
            yield return RowOf(granted.Id.Value, granted.Status, shown.PathOf(granted.Id), "Commission");
        }

        if (
            EventId.TryParse(text, out var eventId)
            && await events.FindAsync(slug, eventId, cancellationToken) is { } reported
        )
        {
            yield return RowOf(
                reported.Id.Value,
                $"{reported.Type}, {reported.Status}",
                shown.PathOf(reported.Id),
                "Event"
            );
        }

        if (await invoices.FindByInvoiceAsync(slug, text, cancellationToken) is { } sale)
        {
            yield return RowOf(text, $"{sale.Type} {sale.Id}, {sale.Status}", shown.PathOf(sale.Id), "Invoice");
        }

        if (
            CustomerId.TryParse(text, out var customerId)
            && await customers.FindAsync(slug, customerId, cancellationToken) is { } customer
        )
        {
            yield return RowOf(customer.Id.Value, customer.Email, shown.PathOf(customer.Id), "Customer");
        }

        await foreach (var partner in PartnersAsync(shown, text, cancellationToken))
        {
            yield return RowOf(
                partner.Company,
                $"{partner.Name}, {partner.Email}, {PartnerWords.StatusOf(partner.Status)}",
                shown.PathOf(partner.Id),
                "Partner"
            );
        }
    }

    private IAsyncEnumerable<Partner> PartnersAsync(
        ConsoleProgram shown,
        string text,
        CancellationToken cancellationToken
    ) =>
        text.Length < LeastText
            ? AsyncEnumerable.Empty<Partner>()
            : partners
                .ListAsync(shown.Program.Slug, cancellationToken)
                .Where(partner => PartnerFilter.HasText(partner, text))
                .Take(MaxPartners);

    private static TableRow RowOf(string name, string? detail, string address, string kind) =>
        new([new TableCell(name, detail) { Address = address }, new TableCell(kind, null)]);
}
