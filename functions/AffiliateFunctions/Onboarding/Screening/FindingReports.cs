using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Applications;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>Adds the findings of other systems to applications, and has persons who were asked already asked anew.</summary>
public sealed class FindingReports(
    ApplicationStore applications,
    IApprovalWithdrawals approvals,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const int MaxFindings = 100;

    /// <summary>
    /// Adds the findings. A repeated request changes nothing, and reports again what an interrupted request has stored.
    /// </summary>
    public async Task<Result<PartnerApplication>> AddAsync(
        ProgramSlug program,
        string id,
        AddFindings.Body body,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (
            !ApplicationId.TryParse(id, out var parsed)
            || await applications.FindAsync(program, parsed, cancellationToken) is not { } before
        )
        {
            return Problem.NotFound($"There is no application '{id}' in this program.");
        }

        if (before.DecidedAt is not null || before.HasEnded)
        {
            return Problem.Conflict(
                "The application is decided and takes no findings; suspend the partner if need be."
            );
        }

        var now = clock.GetUtcNow();
        var (application, _) = await applications.ChangeAsync(
            program,
            parsed,
            stored => stored.DecidedAt is null && !stored.HasEnded ? With(stored, body, now) : null,
            cancellationToken
        );
        await RecordAsync(application, body, now, cancellationToken);
        // An interrupted report can have left the request of any earlier round open.
        foreach (var outdated in application.ApprovalIds.SkipLast(1))
        {
            await approvals.WithdrawAsync(
                program,
                outdated,
                "New findings about the applicant have arrived. You are asked anew with them.",
                orchestrations,
                cancellationToken
            );
        }

        if (!application.AwaitsFindings)
        {
            await orchestrations.ReportEventAsync(
                application.InstanceId,
                OnboardingOrchestrator.FindingsEvent,
                nameof(FindingReports),
                cancellationToken
            );
        }

        return application;
    }

    private static PartnerApplication? With(PartnerApplication application, AddFindings.Body body, DateTimeOffset now)
    {
        var reported = body
            .Findings.Select(finding => new Finding(finding.Code, finding.Severity, finding.Words)
            {
                Source = body.Source,
            })
            .ToList();
        var isKnown = reported.All(application.Findings.Contains);
        var completeAt = application.FindingsCompleteAt ?? (body.Complete ? now : null);
        if (isKnown && completeAt == application.FindingsCompleteAt)
        {
            return null;
        }

        var kept = application.Findings.Where(known =>
            reported.All(finding => (finding.Source, finding.Code) != (known.Source, known.Code))
        );
        var entry = new TimelineEntry(now, "findings_reported", body.Source, Codes(body));
        return application.Adding(entry) with
        {
            Findings = ApplicationScreening.InOrder(kept.Concat(reported).Take(MaxFindings)),
            FindingsCompleteAt = completeAt,
            ApprovalRound =
                application.Status == ApplicationStatus.PendingApproval && !isKnown
                    ? application.ApprovalRound + 1
                    : application.ApprovalRound,
        };
    }

    // Records cannot be erased, so they contain the codes and not the sentences, which can name persons.
    private Task RecordAsync(
        PartnerApplication application,
        AddFindings.Body body,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var text = string.Join(
            '\n',
            body.Findings.Select(finding => $"{finding.Code} {finding.Severity} {finding.Words}")
        );
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{body.Source}\n{text}")));
        return audit.RecordAsync(
            new AuditEntry(
                application.Program,
                $"application:{application.Id}:findings:{hash}",
                "key",
                "application_findings_added",
                application.Id.Value,
                $"{body.Source}: {Codes(body)}",
                now
            ),
            cancellationToken
        );
    }

    private static string Codes(AddFindings.Body body) =>
        body.Findings.Count == 0
            ? "no findings"
            : string.Join(", ", body.Findings.Select(finding => $"{finding.Code} ({finding.Severity})"));
}
