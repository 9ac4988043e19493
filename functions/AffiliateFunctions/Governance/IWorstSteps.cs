using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Governance;

/// <summary>Finds the steps of a program's workflows that exceed their time most.</summary>
public interface IWorstSteps
{
    /// <summary>
    /// The steps that keep something waiting longer than their time, then those that took longer; at most three, the
    /// worst first.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="since">The time from which on ended steps are counted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<WorstStep>> FindAsync(
        AffiliateProgram program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    );
}

/// <summary>A step that exceeds its time.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Step">The name of the step.</param>
/// <param name="Owner">Whom the step waits for: a person of the charter, or one named <c>applicant</c>,
/// <c>partner</c> or <c>system</c>.</param>
/// <param name="Waiting">How many wait now.</param>
/// <param name="OldestHours">How long the oldest has waited, in hours; null if none waits.</param>
/// <param name="OldestPartner">The partner whom the oldest is about; null if it is about none.</param>
/// <param name="P90Hours">The time within which nine of ten ended, in hours; null if none ended.</param>
/// <param name="SlaHours">The time within which the step is to be done, in hours.</param>
/// <param name="WaitingTooLong">How many wait longer than that time.</param>
/// <param name="DoneTooLate">How many ended after that time.</param>
public sealed record WorstStep(
    string Workflow,
    string Step,
    [property: JsonConverter(typeof(ResponsiblePersonConverter))] ResponsiblePerson Owner,
    int Waiting,
    decimal? OldestHours,
    PartnerId? OldestPartner,
    decimal? P90Hours,
    decimal SlaHours,
    int WaitingTooLong,
    int DoneTooLate
);
