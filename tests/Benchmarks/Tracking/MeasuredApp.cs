using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AffiliateFunctions.Links;
using AffiliateFunctions.Programs;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Testing;
using Testing.Answers;
using Testing.Tables;

namespace AffiliateFunctions.Benchmarks.Tracking;

/// <summary>
/// The whole application on an Azurite of this process, with all that it sends to storage being counted.
/// </summary>
internal sealed class MeasuredApp : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly StorageCount _count;
    private readonly QueueClient _queue;

    private MeasuredApp(RunningApp app, StorageCount count)
    {
        App = app;
        _count = count;
        Pilot = new Pilot(app);
        _queue = new QueueServiceClient(app.Storage).GetQueueClient("tracking-events");
    }

    public RunningApp App { get; }

    public Pilot Pilot { get; }

    public StorageUse Used => _count.Now;

    public TimeSpan InTables => _count.InTables;

    public IReadOnlyDictionary<string, long> UsedByTarget => _count.ByTarget;

    /// <summary>Starts it.</summary>
    /// <param name="tables">The account of the app's tables in memory; Azurite's where it is null.</param>
    /// <param name="queues">Stands before the app's queues.</param>
    /// <param name="isCounted">Whether requests to storage are counted, which costs time.</param>
    public static async Task<MeasuredApp> StartAsync(
        MemoryTables? tables = null,
        HttpPipelinePolicy? queues = null,
        bool isCounted = true
    )
    {
        var count = new StorageCount();
        HttpPipelinePolicy[] counts = isCounted ? [count] : [];
        var settings = new Dictionary<string, string?>
        {
            ["Governance__PilotMaxPartners"] = "100000",
            ["Governance__PilotMaxMonthlyPayout"] = "1000000000",
            ["Site__OpenRequestsPerMinute"] = "1000000",
        };
        var app = await RunningApp.StartAsync(
            typeof(IPrograms).Assembly,
            settings: settings,
            configure: services =>
                services
                    .AddSingleton(With(tables?.Options() ?? new TableClientOptions(), counts))
                    .AddSingleton(With(new QueueClientOptions(), [.. counts, queues])),
            // The host takes the messages of queues and deletes them, which belongs to what an event costs.
            configureHost: services => Array.ForEach(counts, policy => services.AddSingleton(policy))
        );
        return new MeasuredApp(app, count);
    }

    /// <summary>
    /// Waits until all clicks are stored and all that was taken in is applied: its message is deleted only then. Asked
    /// on a connection that nobody counts.
    /// </summary>
    public async Task DrainedAsync()
    {
        await App.Services.GetRequiredService<ClickLog>().TriedAsync();
        while ((await _queue.GetPropertiesAsync()).Value.ApproximateMessagesCountLong > 0)
        {
            await Task.Delay(Look, TimeProvider.System);
        }
    }

    /// <summary>Sends a batch of sales, one a line.</summary>
    /// <exception cref="InvalidOperationException">Not all were accepted.</exception>
    public async Task SendAsync(string slug, string lines)
    {
        using var content = new StringContent(lines, Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
        using var answer = await App.Http.PostAsync(
            new Uri($"/api/programs/{slug}/track/batch", UriKind.Relative),
            content
        );
        var accepted = TypedJson.Parse<BatchJson>(await answer.Content.ReadAsStringAsync()).Accepted;
        Check(accepted == lines.Count(c => c == '\n'), $"{accepted} sales of a batch were accepted.");
    }

    /// <summary>Sees that all events of a program were applied.</summary>
    /// <exception cref="InvalidOperationException">They were not.</exception>
    public async Task CheckAppliedAsync(string slug, string type, int expected)
    {
        var events = await new ProgramReader(App, slug).AllEventsAsync($"type={type}&limit=1000");
        var applied = events.Count(found => found.Status == "applied");
        Check(applied == expected, $"{applied} of {expected} events of the type {type} were applied.");
    }

    /// <summary>Sees that the ledger agrees with itself.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public async Task CheckLedgerAsync(string slug)
    {
        var verified = await new ProgramReader(App, slug).VerifyLedgerAsync();
        Check(verified.Ok, string.Join('\n', verified.Mismatches));
    }

    public async Task<JsonElement> GetAsync(string address)
    {
        using var answer = await App.Http.GetAsync(new Uri(address, UriKind.Relative));
        Check(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Breaks the benchmark off: numbers of a run that went wrong are none.</summary>
    public static void Check(bool right, string sentence)
    {
        if (!right)
        {
            throw new InvalidOperationException($"The run went wrong: {sentence}");
        }
    }

    private static T With<T>(T options, IEnumerable<HttpPipelinePolicy?> policies)
        where T : ClientOptions
    {
        foreach (var policy in policies.OfType<HttpPipelinePolicy>())
        {
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }

        return options;
    }
}
