using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Governance;

/// <summary>
/// A part of the workflow that a feature carries out. Each feature describes its own steps; the friction map shows them
/// beside each other.
/// </summary>
public interface IProcessSource
{
    /// <summary>The steps, in the order in which they are reached.</summary>
    IReadOnlyList<ProcessStep> Steps { get; }

    /// <summary>
    /// The runs of the steps that still wait, and those that ended at or after the time, in no particular order.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="since">The time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    IAsyncEnumerable<StepRun> RunsAsync(ProgramSlug program, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>A step of a workflow.</summary>
/// <param name="Workflow">The workflow, such as <c>onboarding</c>.</param>
/// <param name="Name">The name of the step, such as <c>decide_application</c>.</param>
/// <param name="Owner">Whom the step waits for.</param>
/// <param name="Sla">The time within which the step is done, unless the charter sets another.</param>
public sealed record ProcessStep(string Workflow, string Name, StepOwner Owner, TimeSpan Sla);

/// <summary>Whom a step waits for.</summary>
public enum StepOwner
{
    /// <summary>The program's owner.</summary>
    Owner,

    /// <summary>The person who approves payouts.</summary>
    Finance,

    /// <summary>An applicant.</summary>
    Applicant,

    /// <summary>A partner.</summary>
    Partner,

    /// <summary>The app itself.</summary>
    System,
}

/// <summary>One thing that goes or went through a step.</summary>
/// <param name="Step">The name of the step.</param>
/// <param name="BeganAt">When it reached the step.</param>
/// <param name="EndedAt">When the step was done; null while it waits.</param>
public sealed record StepRun(string Step, DateTimeOffset BeganAt, DateTimeOffset? EndedAt)
{
    /// <summary>The partner whom it is about; null if it is about none.</summary>
    public PartnerId? Partner { get; init; }
}
