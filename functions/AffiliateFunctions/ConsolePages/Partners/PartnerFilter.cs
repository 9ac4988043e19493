using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.ConsolePages.Partners;

/// <summary>Which partners the table shows, and in which order.</summary>
/// <param name="Text">A part of the name, the company, the address, the code, a coupon or the id; empty for all.</param>
/// <param name="Status">The status as responses write it; empty for all.</param>
/// <param name="Group">The group; empty for all.</param>
/// <param name="Sort">The column; a minus before it puts the highest value first.</param>
/// <param name="Page">The number of the page, from 1.</param>
internal sealed record PartnerFilter(string Text, string Status, string Group, string Sort, int Page)
{
    /// <summary>The order by company.</summary>
    public const string ByCompany = "company";

    private static readonly (string Sort, string Label)[] Orders =
    [
        (ByCompany, "Company"),
        ("-revenue", "Revenue, highest first"),
        ("-epc", "EPC, highest first"),
        ("-refunds", "Refund rate, highest first"),
        ("-sale", "Last sale, latest first"),
        ("-created", "Newest first"),
    ];

    private static readonly (string Column, Func<PartnerLine, decimal?> Value)[] Columns =
    [
        ("revenue", line => line.Figures?.Revenue),
        ("epc", line => line.Epc),
        ("refunds", line => line.RefundRate),
        ("sale", line => line.Figures?.LastSaleAt?.UtcTicks),
        ("created", line => line.Partner.CreatedAt.UtcTicks),
    ];

    /// <summary>Reads the query. A value that is not known is left out.</summary>
    public static PartnerFilter Read(IQueryCollection query)
    {
        var sort = query["sort"].ToString();
        return new PartnerFilter(
            query["q"].ToString().Trim(),
            query["status"].ToString(),
            query["group"].ToString(),
            sort == ByCompany || Columns.Any(column => column.Column == sort.TrimStart('-')) ? sort : ByCompany,
            int.TryParse(query["page"], out var page) && page > 0 ? page : 1
        );
    }

    /// <summary>The partners that match, in order.</summary>
    public IEnumerable<PartnerLine> Of(IEnumerable<PartnerLine> lines)
    {
        var wanted = lines.Where(Includes);
        var byCompany = wanted.OrderBy(line => line.Partner.Company, StringComparer.OrdinalIgnoreCase);
        if (Sort == ByCompany)
        {
            return byCompany;
        }

        // Partners without a value come last in both directions.
        var (_, value) = Array.Find(Columns, column => column.Column == Sort.TrimStart('-'));
        return Sort.StartsWith('-')
            ? byCompany.OrderByDescending(line => value(line) ?? decimal.MinValue)
            : byCompany.OrderBy(line => value(line) ?? decimal.MaxValue);
    }

    /// <summary>The form of the filter.</summary>
    /// <param name="action">The page of the table.</param>
    /// <param name="groups">The groups to choose from.</param>
    public FilterBlock ToForm(string action, IEnumerable<string> groups) =>
        new(
            action,
            [
                new EntryField("q", "Name, code or id") { IsRequired = false, Type = "search" },
                new EntryField("status", "Status")
                {
                    Choices =
                    [
                        new EntryChoice(string.Empty, "Any"),
                        .. Enum.GetValues<PartnerStatus>()
                            .Select(status => new EntryChoice(StoredJson.NameOf(status), status.ToString())),
                    ],
                },
                new EntryField("group", "Group")
                {
                    Choices =
                    [
                        new EntryChoice(string.Empty, "Any"),
                        .. groups.Select(group => new EntryChoice(group, group)),
                    ],
                },
                new EntryField("sort", "Order")
                {
                    Choices = [.. Orders.Select(order => new EntryChoice(order.Sort, order.Label))],
                },
            ]
        )
        {
            Values = new Dictionary<string, string>
            {
                ["q"] = Text,
                ["status"] = Status,
                ["group"] = Group,
                ["sort"] = Sort,
            },
        };

    /// <summary>A column of the table by which it can be sorted.</summary>
    /// <param name="title">The header.</param>
    /// <param name="column">The name of the column in the query.</param>
    /// <param name="path">The page of the table.</param>
    public TableColumn ColumnOf(string title, string column, string path)
    {
        var isCurrent = Sort.TrimStart('-') == column;
        var isDescending = Sort.StartsWith('-');
        var isText = column == ByCompany;
        var next = isText || (isCurrent && isDescending) ? column : $"-{column}";
        return new TableColumn(title, IsNumber: !isText)
        {
            SortAddress = AddressOf(path, this with { Sort = next, Page = 1 }),
            Order =
                !isCurrent ? null
                : isDescending ? TableOrder.Descending
                : TableOrder.Ascending,
        };
    }

    /// <summary>The address of the table with a filter.</summary>
    public static string AddressOf(string path, PartnerFilter filter) =>
        path
        + QueryString.Create(
            new Dictionary<string, string?>
            {
                ["q"] = filter.Text.Length > 0 ? filter.Text : null,
                ["status"] = filter.Status.Length > 0 ? filter.Status : null,
                ["group"] = filter.Group.Length > 0 ? filter.Group : null,
                ["sort"] = filter.Sort == ByCompany ? null : filter.Sort,
                ["page"] = filter.Page > 1 ? $"{filter.Page}" : null,
            }.Where(pair => pair.Value is not null)
        );

    private bool Includes(PartnerLine line)
    {
        var partner = line.Partner;
        return (Status.Length == 0 || StoredJson.NameOf(partner.Status) == Status)
            && (Group.Length == 0 || partner.Group == Group)
            && (Text.Length == 0 || HasText(partner, Text));
    }

    /// <summary>Whether the name, the company, the address, the code, a coupon or the id of a partner has a text.</summary>
    public static bool HasText(Partner partner, string text) =>
        new[] { partner.Company, partner.Name, partner.Email, partner.Code, partner.Id.Value }
            .Concat(partner.Coupons)
            .Any(own => own.Contains(text, StringComparison.OrdinalIgnoreCase));
}
