using System.Text;
using Affiliate.Pages.Models;

namespace Affiliate.Pages.Mails;

/// <summary>Creates the plain text alternative of an e-mail.</summary>
public static class EmailText
{
    /// <summary>Returns the e-mail as plain text, with the address of its link written out.</summary>
    public static string Of(EmailMessage message)
    {
        var text = new StringBuilder();
        text.Append(message.Subject).Append("\n\nHello ").Append(message.Recipient).Append(",\n");
        foreach (var paragraph in message.Paragraphs)
        {
            text.Append('\n').Append(paragraph).Append('\n');
        }

        if (message.Facts.Count > 0)
        {
            text.Append('\n');
        }

        foreach (var fact in message.Facts)
        {
            text.Append(fact.Label).Append(": ").Append(fact.Value).Append('\n');
        }

        foreach (var link in message.Link is { } first ? [first, .. message.MoreLinks] : message.MoreLinks)
        {
            text.Append('\n').Append(link.Label).Append(":\n").Append(link.Address).Append('\n');
        }

        foreach (var section in message.Sections)
        {
            text.Append('\n').Append(section.Title).Append('\n');
            foreach (var line in section.Lines)
            {
                text.Append("- ").Append(line).Append('\n');
            }
        }

        if (message.Closing is not null)
        {
            text.Append('\n').Append(message.Closing).Append('\n');
        }

        return text.Append("\n-- \n")
            .AppendJoin('\n', [message.Brand.ProgramName, .. message.Brand.Footer])
            .Append('\n')
            .ToString();
    }
}
