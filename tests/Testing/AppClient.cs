using System.Net.Http.Json;
using System.Xml;

namespace Testing;

/// <summary>A running application, reached over HTTP as its callers reach it.</summary>
public abstract class AppClient : IAsyncDisposable
{
    // Moving the clock over months runs all that falls due on the way.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private protected AppClient(Uri address, string functionKey)
    {
        Http = Client(address);
        Http.DefaultRequestHeaders.Add("x-functions-key", functionKey);
        Anonymous = Client(address);
        Outbox = new Outbox(this);
    }

    /// <summary>A caller that has the function key. Redirects are answers, not followed.</summary>
    public HttpClient Http { get; }

    /// <summary>A caller without a key. Redirects are answers, not followed.</summary>
    public HttpClient Anonymous { get; }

    /// <summary>The mails that the application sent.</summary>
    public Outbox Outbox { get; }

    /// <summary>The application's time.</summary>
    public Task<DateTimeOffset> NowAsync() => ReadAsync(Http.GetAsync(new Uri("/local/clock", UriKind.Relative)));

    /// <summary>Moves the application's time on, and waits until all that fell due has been done.</summary>
    /// <param name="by">How far.</param>
    /// <returns>The time that was reached.</returns>
    public Task<DateTimeOffset> AdvanceAsync(TimeSpan by) => MoveAsync(new { advance = XmlConvert.ToString(by) });

    /// <summary>Moves the application's time on, and waits until all that fell due has been done.</summary>
    /// <param name="to">The time to reach.</param>
    /// <returns>The time that was reached.</returns>
    public Task<DateTimeOffset> AdvanceToAsync(DateTimeOffset to) => MoveAsync(new { to = to.UtcDateTime });

    /// <summary>
    /// Moves the application's time on, and waits until all that fell due has been done. A timer function runs once for
    /// all its occurrences, so that a quiet month takes a fraction of the time.
    /// </summary>
    /// <param name="by">How far.</param>
    /// <returns>The time that was reached.</returns>
    public Task<DateTimeOffset> SkipAsync(TimeSpan by) =>
        MoveAsync(new { advance = XmlConvert.ToString(by), timers = "once" });

    /// <inheritdoc cref="SkipAsync"/>
    /// <param name="to">The time to reach.</param>
    public Task<DateTimeOffset> SkipToAsync(DateTimeOffset to) =>
        MoveAsync(new { to = to.UtcDateTime, timers = "once" });

    /// <summary>Waits until the queues are empty and nothing runs.</summary>
    public Task WhenIdleAsync() => AdvanceAsync(TimeSpan.Zero);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Anonymous.Dispose();
        await EndAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task EndAsync();

    private Task<DateTimeOffset> MoveAsync(object move) => ReadAsync(Http.PostAsJsonAsync("/local/clock", move));

    private static async Task<DateTimeOffset> ReadAsync(Task<HttpResponseMessage> answering)
    {
        using var answer = await answering;
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<ClockAnswer>())!.Now
            : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    private static HttpClient Client(Uri address) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = address,
            Timeout = Patience,
        };

    private sealed record ClockAnswer(DateTimeOffset Now);
}
