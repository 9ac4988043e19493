using System.Security.Cryptography;
using System.Text;
using LocalHost.Durable.Engine;
using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace Testing;

/// <summary>
/// Records the histories of the orchestrations that tests run, one file for each course that an orchestrator has taken.
/// Later versions of the app replay them.
/// </summary>
internal static class HistoryRecorder
{
    /// <summary>The variable that names the folder; nothing is recorded without it.</summary>
    public const string Variable = "RECORD_HISTORIES";

    private const int MaxBytes = 200_000;

    /// <summary>Records what the host of an app has stored.</summary>
    /// <param name="host">The services of the host.</param>
    public static async Task RecordAsync(IServiceProvider host)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            return;
        }

        var store = host.GetRequiredService<InstanceStore>();
        await foreach (var (head, _) in store.HeadsAsync("(Steps gt 0)", CancellationToken.None))
        {
            if (await store.LoadAsync(head.Id, CancellationToken.None) is { History.Count: > 0 } stored)
            {
                await WriteAsync(folder, stored);
            }
        }
    }

    private static async Task WriteAsync(string folder, StoredInstance stored)
    {
        // The state adds to the stored events what only the head has, as a step of the orchestrator receives it.
        var history = new InstanceState(stored.Head, stored.ETag, stored.History, []).History;
        var request = new OrchestratorRequest
        {
            InstanceId = stored.Head.Id,
            ExecutionId = stored.Head.ExecutionId,
            PastEvents = { history },
        };
        var course = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CourseOf(history))));
        var text = request.ToString();
        var file = new FileInfo(Path.Combine(folder, stored.Head.Name, $"{course[..12]}.json"));
        if (file.Exists || text.Length > MaxBytes)
        {
            return;
        }

        file.Directory!.Create();
        var part = Path.Combine(file.DirectoryName!, Path.GetRandomFileName());
        await File.WriteAllTextAsync(part, text);
        File.Move(part, file.FullName, overwrite: true);
    }

    // Repetitions of a call are the same course.
    private static string CourseOf(IEnumerable<HistoryEvent> history)
    {
        var course = new List<string>();
        foreach (var step in history.Select(NameOf))
        {
            if (course.Count == 0 || course[^1] != step)
            {
                course.Add(step);
            }
        }

        return string.Join(' ', course);
    }

    private static string NameOf(HistoryEvent happened)
    {
        var name =
            happened.TaskScheduled?.Name
            ?? happened.SubOrchestrationInstanceCreated?.Name
            ?? happened.EventRaised?.Name
            ?? happened.ExecutionCompleted?.OrchestrationStatus.ToString();
        return $"{happened.EventTypeCase}:{name}";
    }
}
