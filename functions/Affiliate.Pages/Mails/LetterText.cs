using System.Text;
using Affiliate.Pages.Models;

namespace Affiliate.Pages.Mails;

/// <summary>Creates the plain text alternative of an e-mail.</summary>
public static class LetterText
{
    /// <summary>Returns the e-mail as plain text, with the address of its link written out.</summary>
    public static string Of(EmailMessage letter)
    {
        var text = new StringBuilder();
        text.Append(letter.Subject).Append("\n\nHello ").Append(letter.Recipient).Append(",\n");
        foreach (var paragraph in letter.Paragraphs)
        {
            text.Append('\n').Append(paragraph).Append('\n');
        }

        if (letter.Facts.Count > 0)
        {
            text.Append('\n');
        }

        foreach (var fact in letter.Facts)
        {
            text.Append(fact.Label).Append(": ").Append(fact.Value).Append('\n');
        }

        if (letter.Link is { } link)
        {
            text.Append('\n').Append(link.Label).Append(":\n").Append(link.Address).Append('\n');
        }

        if (letter.Closing is not null)
        {
            text.Append('\n').Append(letter.Closing).Append('\n');
        }

        return text.Append("\n-- \n").Append(letter.ProgramName).Append('\n').ToString();
    }
}
