namespace AffiliateFunctions.RuleBooks.Text;

/// <summary>Describes the fields of rules in words.</summary>
internal static class FieldText
{
    /// <summary>
    /// The field in words: <c>partner.sale_amount.month</c> is the partner's sale amount of the month.
    /// </summary>
    public static string Of(string field)
    {
        var parts = field.Split('.', 3);
        var name = parts.Length > 1 ? parts[1].Replace('_', ' ') : string.Empty;
        return parts switch
        {
            [var area, "metadata", var key] => $"the {area}'s metadata '{key}'",
            [var area, "certifications", var key] => $"the {area}'s certification '{key}'",
            [var area, "answers", var key] => $"the {area}'s answer '{key}'",
            [var area, _, var window] => $"the {area}'s {name} of the {window}",
            [var area, _] => $"the {area}'s {name}",
            _ => field,
        };
    }

    /// <summary>Whether the values of the field are amounts of money.</summary>
    public static bool IsAmount(string field) =>
        field is "sale.amount" or "sale.net" or "customer.sale_amount"
        || field.StartsWith("partner.sale_amount", StringComparison.Ordinal)
        || field.StartsWith("partner.commission_amount", StringComparison.Ordinal);
}
