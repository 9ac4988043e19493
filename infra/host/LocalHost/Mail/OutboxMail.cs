using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace LocalHost.Mail;

/// <summary>An e-mail that was sent to the local sink.</summary>
internal sealed partial record OutboxMail
{
    /// <summary>The id; newer e-mails have lower ids.</summary>
    public required string Id { get; init; }

    /// <summary>The sender, with the name when there is one.</summary>
    public required string From { get; init; }

    /// <summary>The recipients' addresses, separated by commas.</summary>
    public required string To { get; init; }

    /// <summary>The addresses of copies, blind copies included, separated by commas.</summary>
    public string? Cc { get; init; }

    /// <summary>The subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The plain text.</summary>
    public string? Text { get; init; }

    /// <summary>The HTML.</summary>
    public string? Html { get; init; }

    /// <summary>The targets of the links, in order. If there is no HTML, the links of the text.</summary>
    public required IReadOnlyList<string> Links { get; init; }

    /// <summary>When the e-mail was sent, by the app's time.</summary>
    public required DateTime SentAt { get; init; }

    /// <summary>Creates the e-mails of a request, one for each envelope.</summary>
    /// <param name="request">A request without faults.</param>
    /// <param name="ids">The ids, one for each envelope.</param>
    /// <param name="now">The app's time.</param>
    /// <returns>The e-mails.</returns>
    public static IEnumerable<OutboxMail> Of(MailSend request, IEnumerable<string> ids, DateTimeOffset now)
    {
        var (text, html) = (request.ContentOf("text/plain"), request.ContentOf("text/html"));
        var links = LinksOf(html, text);
        return request.Personalizations!.Zip(
            ids,
            (envelope, id) =>
                new OutboxMail
                {
                    Id = id,
                    From = request.From!.Name is { Length: > 0 } name
                        ? $"{name} <{request.From.Email}>"
                        : request.From.Email!,
                    To = Join(envelope.To)!,
                    Cc = Join([.. envelope.Cc ?? [], .. envelope.Bcc ?? []]),
                    Subject = envelope.Subject ?? request.Subject ?? $"(template {request.TemplateId})",
                    Text = text,
                    Html = html,
                    Links = links,
                    SentAt = now.UtcDateTime,
                }
        );
    }

    /// <summary>Whether the e-mail matches a search.</summary>
    /// <param name="to">The whole address of one recipient; empty for all.</param>
    /// <param name="subject">A part of the subject; empty for all.</param>
    /// <returns>Whether both match.</returns>
    public bool Matches(string? to, string? subject) =>
        (string.IsNullOrEmpty(to) || $"{To}, {Cc}".Split(", ").Contains(to, StringComparer.OrdinalIgnoreCase))
        && (string.IsNullOrEmpty(subject) || Subject.Contains(subject, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Matches web addresses in plain text. A full stop or bracket at the end is part of the sentence, not of the
    /// address.
    /// </summary>
    [GeneratedRegex(@"https?://[^\s<>""]+[^\s<>"".,;:!?)\]]")]
    public static partial Regex WebAddress();

    private static string? Join(IReadOnlyList<MailSend.MailAddress>? addresses) =>
        addresses is { Count: > 0 } ? string.Join(", ", addresses.Select(address => address.Email)) : null;

    private static string[] LinksOf(string? html, string? text)
    {
        var found = html is not null
            ? new HtmlParser()
                .ParseDocument(html)
                .QuerySelectorAll("a[href]")
                .Select(link => link.GetAttribute("href")!.Trim())
            : WebAddress().Matches(text ?? "").Select(match => match.Value);
        return [.. found.Where(IsWebAddress)];
    }

    private static bool IsWebAddress(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");
}
