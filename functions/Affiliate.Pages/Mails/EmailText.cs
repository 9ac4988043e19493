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
            text.Append(DisplayText.LineOf(fact.Label)).Append(": ").Append(Indented(fact.Value)).Append('\n');
        }

        foreach (var section in message.Sections)
        {
            AppendSection(text, section);
        }

        foreach (var link in message.Link is { } first ? [first, .. message.MoreLinks] : message.MoreLinks)
        {
            text.Append('\n').Append(link.Label).Append(":\n").Append(link.Address).Append('\n');
        }

        foreach (var details in message.Details)
        {
            text.Append('\n').Append(details.Title).Append('\n').Append('-', details.Title.Length).Append('\n');
            foreach (var line in details.Lines)
            {
                text.Append("- ").Append(Indented(line)).Append('\n');
            }
        }

        if (message.Closing is not null)
        {
            text.Append('\n').Append(message.Closing).Append('\n');
        }

        text.Append("\n-- \n").AppendJoin('\n', [message.Brand.ProgramName, .. message.Brand.Footer]).Append('\n');
        return DisplayText.Of(text.ToString());
    }

    private static void AppendSection(StringBuilder text, EmailSection section)
    {
        text.Append('\n').Append(section.Title).Append('\n').Append('-', section.Title.Length).Append('\n');
        foreach (var paragraph in section.Paragraphs)
        {
            text.Append('\n').Append(paragraph).Append('\n');
        }

        foreach (var item in section.Items)
        {
            text.Append('\n').Append(item.Name);
            text.Append(item.Description is { } description ? $" ({Indented(description)})" : string.Empty)
                .Append(":\n");
            text.Append(item.Address ?? Indented(item.Text)).Append('\n');
        }
    }

    // The further lines of a value are indented, so that no value can look like a fact or a paragraph of its own.
    private static string? Indented(string? text) =>
        text?.ReplaceLineEndings("\n").Replace("\n", "\n    ", StringComparison.Ordinal);
}
