using System.ComponentModel;
using System.Diagnostics;
using Azure.Data.Tables;
using LocalHost.Hosting;
using LocalHost.Storage;

namespace LocalHost.Durable.Engine;

/// <summary>
/// The host processes that run the hub's instances. Each process sends heartbeats while it runs. It also reads
/// notifications, which other processes write after they have stored a message for one of its instances.
/// </summary>
internal sealed class WorkerRegister(RuntimeStorage storage, HostJson host, DurableTiming timing)
{
    private const string Partition = "workers";

    // Two readings of a process's start time can differ by rounding.
    private static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(2);

    private static readonly long ProcessStart = StartOf(Process.GetCurrentProcess());

    private TableClient Table =>
        field ??= storage.Tables.GetTableClient(
            string.Concat(host.Extensions.DurableTask.HubName.Where(char.IsAsciiLetterOrDigit)) + "Workers"
        );

    /// <summary>The id of this process.</summary>
    public string Id { get; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.CreateVersion7():N}";

    /// <summary>Creates the table if it is missing, and adds this process.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task that ends when the process is added.</returns>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await Table.CreateIfNotExistsAsync(cancellationToken);
        await SendHeartbeatAsync(cancellationToken);
    }

    /// <summary>Stores a heartbeat, which shows that this process runs.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task that ends when the heartbeat is stored.</returns>
    public Task SendHeartbeatAsync(CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, Id)
        {
            ["Machine"] = Environment.MachineName,
            ["Process"] = Environment.ProcessId,
            ["ProcessStart"] = ProcessStart,
            ["Until"] = TimeProvider.System.GetUtcNow() + timing.Lease,
        };
        return Table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Finds the processes that run, and deletes the entries of the others.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The ids of the running processes; this one is always among them.</returns>
    public async Task<HashSet<string>> FindRunningAsync(CancellationToken cancellationToken)
    {
        HashSet<string> running = [Id];
        await foreach (
            var row in Table.QueryAsync<TableEntity>(
                row => row.PartitionKey == Partition,
                cancellationToken: cancellationToken
            )
        )
        {
            if (row.RowKey == Id || IsRunning(row))
            {
                running.Add(row.RowKey);
            }
            else
            {
                await Table.DeleteEntityAsync(row, cancellationToken: cancellationToken);
            }
        }

        return running;
    }

    /// <summary>Removes this process, so that others need not wait until its lease expires.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task that ends when the entry is deleted.</returns>
    public Task LeaveAsync(CancellationToken cancellationToken) =>
        Table.DeleteEntityAsync(Partition, Id, cancellationToken: cancellationToken);

    /// <summary>Notifies a process that a message is stored for one of its instances.</summary>
    /// <param name="worker">The id of the process.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task that ends when the notification is stored.</returns>
    public Task NotifyAsync(string worker, string instanceId, CancellationToken cancellationToken)
    {
        var row = new TableEntity(NotificationsOf(worker), Guid.CreateVersion7().ToString("N"))
        {
            ["Instance"] = instanceId,
        };
        return Table.AddEntityAsync(row, cancellationToken);
    }

    /// <summary>Reads and deletes the notifications for this process.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The instances for which messages are stored.</returns>
    public async Task<IReadOnlyList<string>> ReadNotificationsAsync(CancellationToken cancellationToken)
    {
        var own = NotificationsOf(Id);
        var instances = new List<string>();
        await foreach (
            var row in Table.QueryAsync<TableEntity>(
                row => row.PartitionKey == own,
                cancellationToken: cancellationToken
            )
        )
        {
            instances.Add(row.GetString("Instance"));
            await Table.DeleteEntityAsync(row, cancellationToken: cancellationToken);
        }

        return instances;
    }

    private static string NotificationsOf(string worker) => "notifications:" + worker;

    private static bool IsRunning(TableEntity row) =>
        row.GetDateTimeOffset("Until") > TimeProvider.System.GetUtcNow()
        && (
            row.GetString("Machine") != Environment.MachineName
            || IsRunning(row.GetInt32("Process") ?? 0, row.GetInt64("ProcessStart") ?? 0)
        );

    // The system reuses process ids, so the start time of the process must match as well.
    private static bool IsRunning(int id, long start)
    {
        if (id == Environment.ProcessId)
        {
            return start == ProcessStart;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited && StartOf(process) <= start + StartTolerance.Ticks;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    private static long StartOf(Process process) => process.StartTime.ToUniversalTime().Ticks;
}
