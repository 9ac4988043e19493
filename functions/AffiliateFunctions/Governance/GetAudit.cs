using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Governance;

/// <summary>Returns and verifies a program's audit records.</summary>
[Tags("Audit")]
public sealed class GetAudit(IPrograms programs, AuditLog log)
{
    /// <summary>Lists the audit records of a program, page by page.</summary>
    [Function(nameof(ListAuditRecords))]
    [EndpointSummary("Lists the audit records.")]
    [SortedBy("sequence: the oldest comes first", "sequence")]
    [Paged]
    [ResponseExample(
        """
            {
              "data": [
                {
                  "sequence": 1,
                  "id": "aud_01m1dzpw00hd99fdtgj8yepfzx",
                  "at": "2026-09-01T08:00:00+00:00",
                  "actor": "key",
                  "action": "charter_written",
                  "subject": "acme",
                  "cause": "charter:2026-09-01T08:00:00.0000000+00:00",
                  "previous": "",
                  "hash": "b81f37a043a6f767e7c94d105f4bd31282f3ecc20680bb9d09bd93461cf4c863"
                }
              ],
              "next_cursor": null
            }
            """
    )]
    [ProducesResponseType<Page<AuditRecordAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListAuditRecords(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/audit")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var paging = PageRequest.Read(request);
                return paging.Succeeded
                    ? HttpResults.Ok(
                        await paging.Value.TakeAsync(
                            log.ReadAsync(program.Slug, paging.Value.After, cancellationToken),
                            r => r.Key,
                            View
                        )
                    )
                    : HttpResults.Problem(paging.Problem);
            },
            cancellationToken
        );

    /// <summary>Recomputes the hash chain of a program and reports its first break.</summary>
    [Function(nameof(VerifyAuditRecords))]
    [EndpointSummary("Verifies the hash chain of the audit records.")]
    [ResponseExample("""{ "ok": true, "records": 24, "first_break": null }""")]
    [ProducesResponseType<ChainVerification>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> VerifyAuditRecords(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/audit/verify")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program => HttpResults.Ok(await log.VerifyAsync(program.Slug, cancellationToken)),
            cancellationToken
        );

    private static AuditRecordAnswer View((string Key, ChainedText Text) stored)
    {
        var record = stored.Text.Record;
        return new AuditRecordAnswer(
            record.Sequence,
            record.Id,
            record.At,
            record.Actor,
            record.Action,
            record.Subject,
            record.Reason,
            record.Cause,
            stored.Text.Previous,
            stored.Text.Hash
        )
        {
            OnBehalfOf = record.OnBehalfOf,
            Change = record.Change,
        };
    }

    private sealed record AuditRecordAnswer(
        long Sequence,
        string Id,
        DateTimeOffset At,
        string Actor,
        string Action,
        string Subject,
        string? Reason,
        string Cause,
        string Previous,
        string Hash
    )
    {
        /// <summary>The person that the caller says to act for.</summary>
        public string? OnBehalfOf { get; init; }

        /// <summary>The changed values, before and after.</summary>
        public AuditChange? Change { get; init; }
    }
}
