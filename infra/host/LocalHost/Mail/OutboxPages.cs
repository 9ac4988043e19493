using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using AngleSharp;
using AngleSharp.Html.Parser;

namespace LocalHost.Mail;

/// <summary>The pages of the outbox. Every value is encoded.</summary>
internal static class OutboxPages
{
    private const string Style = """
        :root {
          color-scheme: light dark;
          --line: light-dark(#d9dee5, #3a414b);
          --soft: light-dark(#5b6673, #9aa5b1);
          --back: light-dark(#f6f7f9, #16191d);
          --card: light-dark(#fff, #1e2227);
          --link: light-dark(#0b57d0, #8ab4f8)
        }
        * { box-sizing: border-box }
        body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: var(--back) }
        main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem }
        h1 { font-size: 1.4rem; margin: 0 0 1rem; overflow-wrap: anywhere }
        a { color: var(--link) }
        form { display: flex; flex-wrap: wrap; gap: .5rem; margin-bottom: 1rem }
        input, button {
          font: inherit;
          padding: .4rem .7rem;
          border: 1px solid var(--line);
          border-radius: .4rem;
          background: var(--card);
          color: inherit
        }
        input { flex: 1 1 12rem; min-width: 0 }
        ul, dl, pre, iframe { background: var(--card); border: 1px solid var(--line); border-radius: .5rem }
        ul { list-style: none; margin: 0; padding: 0 }
        li + li { border-top: 1px solid var(--line) }
        li a {
          display: grid;
          grid-template-columns: 1fr auto;
          gap: 0 1rem;
          padding: .7rem 1rem;
          text-decoration: none;
          color: inherit
        }
        @media (max-width: 30rem) { li a { grid-template-columns: 1fr } }
        li a:hover strong, li a:focus-visible strong { text-decoration: underline }
        li span, time { color: var(--soft); font-size: .9rem; overflow-wrap: anywhere }
        dl {
          display: grid;
          grid-template-columns: auto 1fr;
          gap: .2rem 1rem;
          margin: 0 0 1rem;
          padding: .8rem 1rem
        }
        dt { color: var(--soft) }
        dd { margin: 0; overflow-wrap: anywhere }
        iframe { width: 100%; height: 65vh; background: #fff }
        pre { padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere }
        summary { cursor: pointer; margin: 1rem 0 .5rem }
        """;

    /// <summary>The page for an e-mail that does not exist.</summary>
    public static string Missing =>
        Page("No such e-mail", """<h1>No such e-mail</h1><p><a href="/local/outbox">All e-mails</a></p>""");

    /// <summary>Returns the list, newest first.</summary>
    /// <param name="mails">The e-mails.</param>
    /// <param name="to">The recipient of the search.</param>
    /// <param name="subject">The words of the search.</param>
    /// <returns>The page.</returns>
    public static string List(IReadOnlyCollection<OutboxMail> mails, string? to, string? subject) =>
        Page(
            "Outbox",
            $"""
            <h1>Outbox</h1>
            <form>
              <input name="to" value="{E(to)}" placeholder="Recipient's address" aria-label="Recipient's address">
              <input name="subject" value="{E(subject)}"
                placeholder="Words of the subject" aria-label="Words of the subject">
              <button>Find</button>
            </form>
            {(mails.Count == 0 ? "<p>No e-mails.</p>" : $"<ul>{string.Concat(mails.Select(Line))}</ul>")}
            """
        );

    /// <summary>Returns the page of an e-mail, with its HTML in a frame.</summary>
    /// <param name="mail">The e-mail.</param>
    /// <returns>The page.</returns>
    public static string Mail(OutboxMail mail) =>
        Page(
            mail.Subject,
            $"""
            <p><a href="/local/outbox">All e-mails</a></p>
            <h1>{E(mail.Subject)}</h1>
            <dl>
              <dt>From</dt><dd>{E(mail.From)}</dd>
              <dt>To</dt><dd>{E(mail.To)}</dd>
              {(mail.Cc is null ? "" : $"<dt>Copies</dt><dd>{E(mail.Cc)}</dd>")}
              <dt>Sent</dt><dd>{Time(mail)}</dd>
            </dl>
            {Frame(mail)}
            {PlainText(mail)}
            """
        );

    /// <summary>Returns the HTML of an e-mail, with links that open in the whole window.</summary>
    /// <param name="mail">The e-mail.</param>
    /// <returns>The page.</returns>
    public static string Body(OutboxMail mail)
    {
        var document = new HtmlParser().ParseDocument(mail.Html ?? "");
        var target = document.CreateElement("base");
        target.SetAttribute("target", "_top");
        document.Head!.Prepend(target);
        return document.ToHtml();
    }

    private static string Line(OutboxMail mail) =>
        $"""
            <li><a href="/local/outbox/{E(mail.Id)}">
              <strong>{E(mail.Subject)}</strong>{Time(mail)}<span>{E(mail.To)}</span>
            </a></li>
            """;

    private static string Frame(OutboxMail mail) =>
        mail.Html is null ? "" : $"""<iframe title="The e-mail" src="/local/outbox/{E(mail.Id)}/html"></iframe>""";

    private static string PlainText(OutboxMail mail) =>
        mail.Text is null
            ? ""
            : $"""
                <details{(mail.Html is null ? " open" : "")}>
                  <summary>Plain text</summary><pre>{TextWithLinks(mail.Text)}</pre>
                </details>
                """;

    private static string Time(OutboxMail mail) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""<time datetime="{mail.SentAt:O}">{mail.SentAt:yyyy-MM-dd HH:mm} UTC</time>"""
        );

    private static string TextWithLinks(string text)
    {
        var (html, end) = (new StringBuilder(), 0);
        foreach (var link in OutboxMail.WebAddress().EnumerateMatches(text))
        {
            var address = E(text.Substring(link.Index, link.Length));
            html.Append(E(text[end..link.Index]));
            html.Append(CultureInfo.InvariantCulture, $"""<a href="{address}">{address}</a>""");
            end = link.Index + link.Length;
        }

        return html.Append(E(text[end..])).ToString();
    }

    private static string E(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    private static string Page(string title, string main) =>
        $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{E(title)}</title><style>{Style}</style>
            </head>
            <body><main>{main}</main></body>
            </html>
            """;
}
