using System.Diagnostics;
using LocalHost.Hosting;
using LocalHost.Storage;
using Azure.Data.Tables;

namespace LocalHost.Durable.Engine;

/// <summary>
/// The workers that run the hub's instances: each shows by a heart-beat that it lives, and has a bell that others ring when they
/// have stored something for one of its instances. This is about processes, so it goes by the system's time.
/// </summary>
internal sealed class WorkerRegister(RuntimeStorage storage, HostJson host, DurableTiming timing)
{
    private const string Partition = "workers";
    private static readonly string ProcessStart = Process.GetCurrentProcess().StartTime.ToUniversalTime().Ticks.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private TableClient Table => field ??= storage.Tables.GetTableClient(
        string.Concat(host.Extensions.DurableTask.HubName.Where(char.IsAsciiLetterOrDigit)) + "Workers");

    /// <summary>This worker.</summary>
    public string Id { get; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.CreateVersion7():N}";

    /// <summary>Makes the table where it is missing, and enters this worker.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await Table.CreateIfNotExistsAsync(cancellationToken);
        await BeatAsync(cancellationToken);
    }

    /// <summary>Shows that this worker lives.</summary>
    public Task BeatAsync(CancellationToken cancellationToken)
        => Table.UpsertEntityAsync(
            new TableEntity(Partition, Id)
            {
                ["Machine"] = Environment.MachineName,
                ["Process"] = Environment.ProcessId,
                ["ProcessStart"] = ProcessStart,
                ["Until"] = TimeProvider.System.GetUtcNow() + timing.Lease,
            },
            TableUpdateMode.Replace,
            cancellationToken);

    /// <summary>The workers that live; what is left of the others is deleted.</summary>
    public async Task<HashSet<string>> LivingAsync(CancellationToken cancellationToken)
    {
        HashSet<string> living = [Id];
        await foreach (var row in Table.QueryAsync<TableEntity>(row => row.PartitionKey == Partition, cancellationToken: cancellationToken))
        {
            if (row.RowKey == Id || Lives(row))
            {
                living.Add(row.RowKey);
            }
            else
            {
                await Table.DeleteEntityAsync(row, cancellationToken: cancellationToken);
            }
        }

        return living;
    }

    /// <summary>Leaves, so that others need not wait for the heart-beat to stop.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken) => Table.DeleteEntityAsync(Partition, Id, cancellationToken: cancellationToken);

    /// <summary>Tells a worker that something is stored for one of its instances.</summary>
    public Task RingAsync(string worker, string instanceId, CancellationToken cancellationToken)
        => Table.AddEntityAsync(
            new TableEntity(Bell(worker), Guid.CreateVersion7().ToString("N")) { ["Instance"] = instanceId }, cancellationToken);

    /// <summary>Answers this worker's bell: the instances for which something is stored.</summary>
    public async Task<IReadOnlyList<string>> AnswerAsync(CancellationToken cancellationToken)
    {
        var bell = Bell(Id);
        var instances = new List<string>();
        await foreach (var row in Table.QueryAsync<TableEntity>(row => row.PartitionKey == bell, cancellationToken: cancellationToken))
        {
            instances.Add(row.GetString("Instance"));
            await Table.DeleteEntityAsync(row, cancellationToken: cancellationToken);
        }

        return instances;
    }

    private static string Bell(string worker) => "bell:" + worker;

    private static bool Lives(TableEntity row)
        => row.GetDateTimeOffset("Until") > TimeProvider.System.GetUtcNow()
            && (row.GetString("Machine") != Environment.MachineName || ProcessLives(row.GetInt32("Process") ?? 0, row.GetString("ProcessStart")));

    // Process ids are used again, so the time at which the process began has to agree.
    private static bool ProcessLives(int id, string start)
    {
        if (id == Environment.ProcessId)
        {
            return start == ProcessStart;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited && process.StartTime.ToUniversalTime() <= new DateTime(long.Parse(start, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc) + TimeSpan.FromSeconds(2);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>How soon a worker's end is noticed.</summary>
internal sealed record DurableTiming
{
    /// <summary>How long a worker counts as living after a heart-beat.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a worker shows that it lives, and looks whether others do.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a worker that is not alone answers its bell.</summary>
    public TimeSpan BellPause { get; init; } = TimeSpan.FromMilliseconds(500);
}
