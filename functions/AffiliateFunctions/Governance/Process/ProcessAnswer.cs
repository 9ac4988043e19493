using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Governance.Process;

/// <summary>The friction map of a program.</summary>
/// <param name="Since">From when on ended steps are counted.</param>
/// <param name="At">The time of the map.</param>
/// <param name="Steps">The steps of all workflows.</param>
/// <param name="Worst">The names of at most three steps that exceed their time most.</param>
/// <param name="Failed">What has failed for good and waits to be started again, the oldest first.</param>
[ResponseExample(
    """
        {
          "since": "2026-08-03T09:00:00+00:00",
          "at": "2026-11-01T09:00:00+00:00",
          "steps": [
            {
              "workflow": "onboarding",
              "step": "decide_application",
              "owner": { "name": "Olive Owner", "email": "owner@example.com" },
              "waiting": 2,
              "oldest_at": "2026-10-28T09:00:00+00:00",
              "oldest_hours": 96,
              "done": 20,
              "median_hours": 6.5,
              "p90_hours": 30,
              "sla_hours": 72,
              "sla_breaches": { "waiting": 1, "done": 0 }
            }
          ],
          "worst": ["decide_application"],
          "failed": [
            {
              "instance_id": "cycle-acme-2026-10",
              "orchestration": "CycleOrchestrator",
              "reason": "The program acme has no charter.",
              "failed_at": "2026-11-01T08:00:00+00:00"
            }
          ]
        }
        """
)]
internal sealed record ProcessAnswer(
    DateTimeOffset Since,
    DateTimeOffset At,
    IReadOnlyList<StepAnswer> Steps,
    IReadOnlyList<string> Worst,
    IReadOnlyList<FailedStep> Failed
);

/// <summary>A process that has failed for good. A call starts it again.</summary>
/// <param name="InstanceId">The id of the orchestration.</param>
/// <param name="Orchestration">The name of the orchestrator.</param>
/// <param name="Reason">The reason of the failure.</param>
/// <param name="FailedAt">When it failed.</param>
internal sealed record FailedStep(string InstanceId, string Orchestration, string Reason, DateTimeOffset FailedAt);

/// <summary>A step of the friction map.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Step">The name of the step.</param>
/// <param name="Owner">Whom the step waits for: a person of the charter, or one named <c>applicant</c>,
/// <c>partner</c> or <c>system</c>.</param>
/// <param name="Waiting">How many wait now.</param>
/// <param name="OldestAt">Since when the oldest waits, or null.</param>
/// <param name="OldestHours">How long the oldest has waited, in hours, or null.</param>
/// <param name="Done">How many ended in the time of the map.</param>
/// <param name="MedianHours">The median time of those that ended, in hours; null if none ended.</param>
/// <param name="P90Hours">The ninetieth percentile, in hours; null if none ended.</param>
/// <param name="SlaHours">The time within which the step is to be done, in hours.</param>
/// <param name="SlaBreaches">How many exceed that time.</param>
internal sealed record StepAnswer(
    string Workflow,
    string Step,
    ResponsiblePerson Owner,
    int Waiting,
    DateTimeOffset? OldestAt,
    decimal? OldestHours,
    int Done,
    decimal? MedianHours,
    decimal? P90Hours,
    decimal SlaHours,
    SlaBreaches SlaBreaches
)
{
    /// <summary>The partner whom the oldest is about; absent if none waits, or if it is about none.</summary>
    public PartnerId? OldestPartner { get; init; }
}

/// <summary>How many exceed the time of a step.</summary>
/// <param name="Waiting">Those that wait now.</param>
/// <param name="Done">Those that ended in the time of the map.</param>
internal sealed record SlaBreaches(int Waiting, int Done);
