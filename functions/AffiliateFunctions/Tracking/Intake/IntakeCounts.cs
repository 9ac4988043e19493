using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>
/// Counts what callers send and the app does not store: refused and repeated events, by day (UTC), source and reason.
/// Each count is in one of several rows of the table <c>intake</c>, so that callers rarely compete. A caller that sends a
/// refused request again is counted again.
/// </summary>
public sealed class IntakeCounts(StorageTables tables, TimeProvider clock)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "intake";

    /// <summary>The reason of an event that was sent again with the same content.</summary>
    public const string Repeated = "repeated";

    /// <summary>The reason of an event that was sent under the id of another one.</summary>
    public const string Conflict = "conflict";

    private const string Count = "count";
    private const string DayForm = "yyyyMMdd";
    private const int Shards = 8;

    // The reasons are members of events, so that callers cannot create rows at will.
    private static readonly HashSet<string> Members =
    [
        .. typeof(EventBody).GetProperties().Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)),
    ];

    private TableClient Rows => tables[Table];

    /// <summary>Counts the results of events that were received from one source.</summary>
    /// <param name="program">The program.</param>
    /// <param name="source">The source: <c>api</c> or <c>batch</c>.</param>
    /// <param name="taken">The results.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task AddAsync(
        ProgramSlug program,
        string source,
        IEnumerable<Taken> taken,
        CancellationToken cancellationToken
    )
    {
        foreach (var group in taken.Select(ReasonOf).OfType<string>().CountBy(reason => reason))
        {
            await AddAsync(program, source, group.Key, group.Value, cancellationToken);
        }
    }

    /// <summary>The counts from one day to another, which is not included.</summary>
    public IAsyncEnumerable<IntakeCount> ListAsync(
        ProgramSlug program,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellationToken
    )
    {
        var (first, end) = (KeyOf(from), KeyOf(to));
        return Rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter(
                    $"PartitionKey eq {program.Value} and RowKey ge {first} and RowKey lt {end}"
                ),
                cancellationToken: cancellationToken
            )
            .Select(row =>
            {
                var parts = row.RowKey.Split(':');
                return new IntakeCount(
                    DateOnly.ParseExact(parts[0], DayForm, CultureInfo.InvariantCulture),
                    parts[1],
                    parts[2],
                    row.GetInt64(Count)!.Value
                );
            });
    }

    // Null for an event that was accepted.
    private static string? ReasonOf(Taken taken)
    {
        if (taken.Problem is not { } problem)
        {
            return taken.IsRepeat ? Repeated : null;
        }

        var member = problem.Errors.Keys.FirstOrDefault()?.Split('/').FirstOrDefault(step => step.Length > 0);
        return problem.Kind switch
        {
            ProblemKind.Conflict => Conflict,
            ProblemKind.TooLarge => "too_large",
            ProblemKind.Invalid when member is null => "malformed",
            _ => member is not null && Members.Contains(member) ? member : "other",
        };
    }

    private async Task AddAsync(
        ProgramSlug program,
        string source,
        string reason,
        long number,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the counts of {program}");
        while (true)
        {
            var day = KeyOf(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
            var key = string.Create(
                CultureInfo.InvariantCulture,
                $"{day}:{source}:{reason}:{RandomNumberGenerator.GetInt32(Shards)}"
            );
            var found = await Rows.GetEntityIfExistsAsync<TableEntity>(
                program.Value,
                key,
                cancellationToken: cancellationToken
            );
            var row = found.HasValue ? found.Value! : new TableEntity(program.Value, key) { [Count] = 0L };
            row[Count] = row.GetInt64(Count)!.Value + number;
            try
            {
                await (
                    found.HasValue
                        ? Rows.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken)
                        : Rows.AddEntityAsync(row, cancellationToken)
                );
                return;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    private static string KeyOf(DateOnly day) => day.ToString(DayForm, CultureInfo.InvariantCulture);
}

/// <summary>The number of events of a day that were not stored for one reason.</summary>
/// <param name="Day">The day of the receipt, UTC.</param>
/// <param name="Source">The source.</param>
/// <param name="Reason">The reason: the member of the event to fix, <c>malformed</c>, <c>repeated</c> and so on.</param>
/// <param name="Number">How many.</param>
public sealed record IntakeCount(DateOnly Day, string Source, string Reason, long Number);
