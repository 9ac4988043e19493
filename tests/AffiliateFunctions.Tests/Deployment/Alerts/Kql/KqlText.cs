namespace AffiliateFunctions.Tests.Deployment.Alerts.Kql;

/// <summary>Text operators (https://learn.microsoft.com/kusto/query/datatypes-string-operators).</summary>
internal static class KqlText
{
    /// <summary>
    /// Whether the text has the term, whatever its case. A term is bounded by what is neither a letter nor a digit.
    /// Several words are found where they stand together.
    /// </summary>
    public static bool Has(string text, string term)
    {
        for (var from = 0; from <= text.Length - term.Length; from++)
        {
            from = text.IndexOf(term, from, StringComparison.OrdinalIgnoreCase);
            if (from < 0)
            {
                return false;
            }

            if (!Continues(text, from) && !Continues(text, from + term.Length))
            {
                return true;
            }
        }

        return false;
    }

    public static bool StartsWith(string text, string beginning) =>
        text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase);

    // Whether a term goes on at the position, instead of ending before it.
    private static bool Continues(string text, int at) =>
        at > 0 && at < text.Length && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at]);
}
