using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Azure.Data.Tables;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// Stores approvals in the table <c>approvals</c>: one row per approval in the partition of its program. The row's ETag
/// ensures that only the first decision is stored. The property <c>state</c> is <c>open</c>, <c>decided</c> (not yet
/// received by the waiting orchestration) or <c>closed</c>.
/// </summary>
public sealed class ApprovalStore(StorageTables tables, IPrograms programs) : IApprovals
{
    /// <summary>The name of the table.</summary>
    public const string Table = "approvals";

    private const string Data = "data";
    private const string State = "state";
    private const string DecidedAt = "decided_at";

    private static readonly Dictionary<string, ApprovalProgress> ProgressNames = Enum.GetValues<ApprovalProgress>()
        .ToDictionary(StoredJson.NameOf, StringComparer.Ordinal);

    private TableClient Rows => tables[Table];

    private TableDocuments<StoredApproval> Approvals =>
        new(Rows, Data)
        {
            WriteColumns = (row, approval) =>
            {
                row[State] = StoredJson.NameOf(approval.Progress);
                if (approval.Decision is { } decision)
                {
                    row[DecidedAt] = decision.At;
                }
            },
            ReadColumns = (row, approval) => approval with { Progress = ProgressNames[row.GetString(State)] },
        };

    /// <summary>The approvals of a program, by id.</summary>
    public IAsyncEnumerable<ApprovalState> ListAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        StatesAsync(TableClient.CreateQueryFilter($"PartitionKey eq {program.Value}"), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ApprovalState> ListSinceAsync(
        ProgramSlug program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) =>
        StatesAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and not (decided_at lt {since})"),
            cancellationToken
        );

    private IAsyncEnumerable<ApprovalState> StatesAsync(string filter, CancellationToken cancellationToken) =>
        Approvals
            .ListAsync(filter, cancellationToken)
            .Select(approval => new ApprovalState(
                approval.Request.Id,
                approval.Request.Kind,
                approval.Request.Owner.Email,
                approval.AskedAt,
                approval.Decision?.Decision,
                approval.Decision?.Actor,
                approval.Decision?.Reason,
                approval.Decision?.At
            ));

    /// <summary>The approvals of a program after the given id, by id.</summary>
    /// <param name="program">The program.</param>
    /// <param name="isOpen">Whether only open approvals are listed, or only decided ones; null for all.</param>
    /// <param name="after">The id after which the list begins, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public IAsyncEnumerable<StoredApproval> ListAsync(
        ProgramSlug program,
        bool? isOpen,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var (from, open) = (after ?? string.Empty, StoredJson.NameOf(ApprovalProgress.Open));
        var filter = isOpen switch
        {
            null => TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and RowKey gt {from}"),
            true => TableClient.CreateQueryFilter(
                $"PartitionKey eq {program.Value} and RowKey gt {from} and state eq {open}"
            ),
            false => TableClient.CreateQueryFilter(
                $"PartitionKey eq {program.Value} and RowKey gt {from} and state ne {open}"
            ),
        };
        return Approvals.ListAsync(filter, cancellationToken);
    }

    /// <summary>The number of open approvals of a program.</summary>
    public async Task<int> CountOpenAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var open = StoredJson.NameOf(ApprovalProgress.Open);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and state eq {open}");
        return await Rows.QueryAsync<TableEntity>(
                filter,
                select: [nameof(TableEntity.RowKey)],
                cancellationToken: cancellationToken
            )
            .CountAsync(cancellationToken);
    }

    /// <summary>The approval, or null.</summary>
    public Task<StoredApproval?> FindAsync(ProgramSlug program, string id, CancellationToken cancellationToken) =>
        Approvals.FindAsync(KeyOf(program, id), cancellationToken);

    /// <summary>Stores the request, unless it exists. Returns the stored approval.</summary>
    public async Task<StoredApproval> OpenAsync(
        ApprovalRequest request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        // Most calls find the request, which can be large, stored already.
        if (await FindAsync(request.Program, request.Id, cancellationToken) is { } stored)
        {
            return stored;
        }

        var zone = (await programs.FindAsync(request.Program, cancellationToken))?.Zone ?? TimeZoneInfo.Utc;
        return await Approvals.GetOrAddAsync(
            KeyOf(request.Program, request.Id),
            new StoredApproval(request, now, Decision: null)
            {
                RemindAt = WorkingHours.AtOrAfter(now + request.RemindAfter, zone),
            },
            cancellationToken
        );
    }

    /// <summary>Records that a deputy is asked. Returns the stored approval.</summary>
    public Task<StoredApproval> AddDeputyAsync(
        ProgramSlug program,
        string id,
        AskedDeputy deputy,
        CancellationToken cancellationToken
    ) =>
        Approvals.ChangeExistingAsync(
            KeyOf(program, id),
            stored =>
                stored.Deputies.Contains(deputy) ? stored : stored with { Deputies = [.. stored.Deputies, deputy] },
            cancellationToken
        );

    /// <summary>Stores the decision, unless the approval is decided already. Returns the stored approval.</summary>
    public Task<StoredApproval> DecideAsync(
        ProgramSlug program,
        string id,
        ApprovalDecision decision,
        CancellationToken cancellationToken
    ) =>
        Approvals.ChangeExistingAsync(
            KeyOf(program, id),
            stored =>
                stored.Decision is null
                    ? stored with
                    {
                        Decision = decision,
                        Progress = ApprovalProgress.Decided,
                    }
                    : stored,
            cancellationToken
        );

    /// <summary>Records that the waiting orchestration has received the decision.</summary>
    public Task<StoredApproval> CloseAsync(ProgramSlug program, string id, CancellationToken cancellationToken) =>
        Approvals.ChangeExistingAsync(
            KeyOf(program, id),
            stored =>
                stored.Progress == ApprovalProgress.Closed
                    ? stored
                    : stored with
                    {
                        Progress = ApprovalProgress.Closed,
                    },
            cancellationToken
        );

    /// <summary>The orchestrations of decided approvals that have not received the decision.</summary>
    public async IAsyncEnumerable<UnreadRow<string>> UntakenAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter($"state eq {StoredJson.NameOf(ApprovalProgress.Decided)}");
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return new UnreadRow<string>(
                $"{row.PartitionKey}/{row.RowKey}",
                () =>
                    row.ContainsKey(Data)
                        ? row.GetJson<StoredApproval>(Data).Request.InstanceId
                        : ApprovalRequest.InstanceIdOf(ProgramSlug.Parse(row.PartitionKey), row.RowKey)
            );
        }
    }

    /// <inheritdoc/>
    public async Task<ApprovalSchedule?> FindScheduleAsync(
        ProgramSlug program,
        string id,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(program, id, cancellationToken) is { Request: var request } approval
            ? new ApprovalSchedule(
                request.FirstAsked.Email,
                request.SecondAsked?.Email,
                approval.AskedAt,
                approval.Decision?.Decision,
                approval.RemindAt ?? approval.AskedAt + request.RemindAfter,
                approval.AskedAt + request.EscalateAfter,
                approval.ExpiresAt
            )
            : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Person>> FindAskedAsync(
        ProgramSlug program,
        string id,
        DateTimeOffset openAt,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(program, id, cancellationToken) is { } approval && approval.IsOpenAt(openAt)
            ? [.. ApprovalAnswer.AskedOf(approval, openAt).Select(asked => new Person(asked.Name, asked.Email))]
            : [];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> FindSelectionAsync(
        ProgramSlug program,
        string id,
        CancellationToken cancellationToken
    ) => (await FindAsync(program, id, cancellationToken))?.Decision?.Selected ?? [];

    /// <inheritdoc/>
    public async Task<ApprovalRequest> PrepareAsync(
        ApprovalRequest request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var stored = (await OpenAsync(request, now, cancellationToken)).Request;
        return stored with { Subject = stored.Id, Facts = [], Sections = [], Mail = null };
    }

    /// <summary>The ids of a program's approvals.</summary>
    public IAsyncEnumerable<string> IdsAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {program.Value}"),
                select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)],
                cancellationToken: cancellationToken
            )
            .Select(row => row.RowKey);

    /// <summary>Stores the result of <paramref name="change"/>, whether or not the approval is open.</summary>
    /// <returns>Whether the approval was changed. A null result of <paramref name="change"/> changes nothing.</returns>
    public async Task<bool> RewordAsync(
        ProgramSlug program,
        string id,
        Func<StoredApproval, StoredApproval?> change,
        CancellationToken cancellationToken
    ) =>
        await Approvals.ChangeAsync(
            KeyOf(program, id),
            stored => stored is null ? null : change(stored),
            cancellationToken
        )
            is not null;

    private static DocumentKey KeyOf(ProgramSlug program, string id) =>
        new(program.Value, id, $"the approval {id} of {program}");
}
