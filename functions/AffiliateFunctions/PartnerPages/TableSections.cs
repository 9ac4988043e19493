using Affiliate.Pages.Models;

namespace AffiliateFunctions.PartnerPages;

/// <summary>Makes the sections of pages whose content is a list.</summary>
internal static class TableSections
{
    /// <summary>The section with the table, or with the text if the table has no rows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="empty">What is said instead of an empty table.</param>
    public static PartnerSection Of(DataTable table, string empty) =>
        table.Rows.Count == 0
            ? new PartnerSection(null) { Paragraphs = [empty] }
            : new PartnerSection(null) { Table = table };
}
