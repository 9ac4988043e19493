using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Partners;

/// <summary>The table of a program's partners.</summary>
[Tags("Console")]
public sealed class ShowConsolePartners(ConsoleRequests requests, PartnerTableReader tables)
{
    private const int Rows = 50;

    /// <inheritdoc cref="ShowConsolePartners"/>
    [Function(nameof(ShowConsolePartners))]
    [EndpointSummary("Shows the partners of a program with their figures of the last closed month.")]
    [QueryParameter<string>("q", "Only partners whose name, company, address, code, coupon or id has this text.")]
    [QueryParameter<string>("status", "Only partners of this status.")]
    [QueryParameter<string>("group", "Only partners of this group.")]
    [QueryParameter<string>(
        "sort",
        "company, revenue, epc, refunds, sale or created; a minus before it puts the highest value first."
    )]
    [QueryParameter<int>("page", "The number of the page, from 1.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/partners")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var table = await tables.ReadAsync(shown.Program, cancellationToken);
                var filter = PartnerFilter.Read(request.Query);
                return await requests.ShowAsync(
                    new ConsolePage
                    {
                        Frame = shown.Frame(ConsoleSections.Partners),
                        Title = "Partners",
                        Lead = LeadOf(table),
                        Blocks = BlocksOf(shown, table, filter),
                    }
                );
            },
            cancellationToken
        );

    private static string LeadOf(PartnerTable table) =>
        table.IsClosed
            ? $"{CountOf(table.Lines.Count)}, with figures of {DisplayFormat.Month(table.Month)}. "
                + "EPC is the commission for each click."
            : $"{CountOf(table.Lines.Count)}. Figures are known once the cycle of a month has closed it.";

    private static string CountOf(int count) => count == 1 ? "1 partner" : $"{ProgramText.Number(count)} partners";

    private static IReadOnlyList<ConsoleBlock> BlocksOf(ConsoleProgram shown, PartnerTable table, PartnerFilter filter)
    {
        if (table.Lines.Count == 0)
        {
            return
            [
                new EmptyBlock(
                    "There is no partner yet.",
                    $"Partners apply at /apply/{shown.Program.Slug}, or are imported by POST …/partners/import."
                ),
            ];
        }

        var path = shown.Path(ConsoleSections.Partners);
        var groups = table.Lines.Select(line => line.Partner.Group).Distinct().Order(StringComparer.Ordinal);
        List<PartnerLine> found = [.. filter.Of(table.Lines)];
        List<PartnerLine> page = [.. found.Skip((filter.Page - 1) * Rows).Take(Rows)];
        return
        [
            filter.ToForm(path, groups),
            page.Count == 0
                ? new EmptyBlock("No partner matches.") { Next = new ConsoleLink("Show all partners", path) }
                : new TableBlock(TableOf(shown, filter, found.Count, page))
                {
                    First = filter.Page > 1 ? PartnerFilter.AddressOf(path, filter with { Page = 1 }) : null,
                    Next =
                        found.Count > filter.Page * Rows
                            ? PartnerFilter.AddressOf(path, filter with { Page = filter.Page + 1 })
                            : null,
                },
        ];
    }

    private static DataTable TableOf(
        ConsoleProgram shown,
        PartnerFilter filter,
        int count,
        IReadOnlyList<PartnerLine> page
    )
    {
        var path = shown.Path(ConsoleSections.Partners);
        return new DataTable(
            CountOf(count),
            [
                filter.ColumnOf("Partner", PartnerFilter.ByCompany, path),
                new TableColumn("Status", IsNumber: false),
                new TableColumn("Group", IsNumber: false),
                filter.ColumnOf("EPC", "epc", path),
                filter.ColumnOf("Revenue", "revenue", path),
                filter.ColumnOf("Refund rate", "refunds", path),
                filter.ColumnOf("Last sale", "sale", path),
            ],
            [.. page.Select(line => RowOf(shown, line))]
        );
    }

    private static TableRow RowOf(ConsoleProgram shown, PartnerLine line)
    {
        var (partner, figures) = (line.Partner, line.Figures);
        return new TableRow([
            new TableCell(partner.Company, $"{partner.Name}, {partner.Code}") { Address = shown.PathOf(partner.Id) },
            PartnerWords.StatusCell(partner.Status),
            new TableCell(partner.Group, null),
            new TableCell(line.Epc is { } epc ? shown.Amount((long)Math.Round(epc)) : "–", null),
            new TableCell(figures is null ? "–" : shown.Amount(figures.Revenue), null),
            new TableCell(
                figures is { Sales: > 0 } sold ? DisplayFormat.Percentage(sold.Refunds, sold.Sales) : "–",
                null
            ),
            new TableCell(figures?.LastSaleAt is { } at ? shown.Day(at) : "–", null),
        ]);
    }
}
