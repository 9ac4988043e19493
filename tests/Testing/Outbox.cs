using System.Net.Http.Json;
using System.Text.Json;

namespace Testing;

/// <summary>A mail that the application sent.</summary>
/// <param name="Id">Its id in the outbox.</param>
/// <param name="To">The recipients' addresses, separated by commas.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Text">Its plain text.</param>
/// <param name="Html">Its HTML.</param>
/// <param name="Links">The addresses of its links, in their order.</param>
/// <param name="SentAt">When it was sent, by the application's time.</param>
public sealed record SentMail(
    string Id,
    string To,
    string Subject,
    string? Text,
    string? Html,
    IReadOnlyList<Uri> Links,
    DateTimeOffset SentAt
)
{
    /// <summary>The one link whose path begins so.</summary>
    /// <param name="path">The beginning of the path, such as <c>/approve/</c>.</param>
    /// <returns>The link.</returns>
    public Uri Link(string path) =>
        Links.Distinct().SingleOrDefault(link => link.AbsolutePath.StartsWith(path, StringComparison.Ordinal))
        ?? throw new InvalidOperationException(
            $"The mail '{Subject}' has not one link to {path}, but: {string.Join(", ", Links)}"
        );
}

/// <summary>The mails that an application sent to the local sink.</summary>
public sealed class Outbox
{
    private static readonly JsonSerializerOptions SnakeCase = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly AppClient _app;

    internal Outbox(AppClient app) => _app = app;

    /// <summary>The mails, newest first, once the application has nothing more to do.</summary>
    /// <param name="to">A recipient's address; any when absent.</param>
    /// <param name="subject">A part of the subject; any when absent.</param>
    public async Task<IReadOnlyList<SentMail>> ListAsync(string? to = null, string? subject = null)
    {
        await _app.WhenIdleAsync();
        var address =
            $"/local/outbox.json?to={Uri.EscapeDataString(to ?? "")}&subject={Uri.EscapeDataString(subject ?? "")}";
        return (await _app.Http.GetFromJsonAsync<List<SentMail>>(address, SnakeCase))!;
    }

    /// <summary>The newest mail, once the application has nothing more to do.</summary>
    /// <param name="to">A recipient's address; any when absent.</param>
    /// <param name="subject">A part of the subject; any when absent.</param>
    /// <exception cref="InvalidOperationException">There is none; the message lists those that are.</exception>
    public async Task<SentMail> LastAsync(string? to = null, string? subject = null)
    {
        if (await ListAsync(to, subject) is [var newest, ..])
        {
            return newest;
        }

        var all = (await ListAsync()).Select(mail => $"'{mail.Subject}' to {mail.To}");
        throw new InvalidOperationException(
            $"No mail '{subject}' to {to ?? "anybody"} was sent, but: {string.Join("; ", all)}"
        );
    }
}
