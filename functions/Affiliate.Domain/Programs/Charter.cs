using System.ComponentModel.DataAnnotations;

namespace Affiliate.Domain.Programs;

/// <summary>Why the program exists, who owns it, and how it is judged.</summary>
/// <param name="BusinessQuestion">The question that the program answers.</param>
/// <param name="Owner">Who decides.</param>
/// <param name="BackupOwner">Who decides when the owner does not.</param>
/// <param name="Finance">Who approves payouts.</param>
/// <param name="InputSources">Where the program's data comes from.</param>
/// <param name="Workflow">The steps, their owners and their time limits.</param>
/// <param name="QualitySignals">What the review measures, with targets.</param>
/// <param name="ReviewCadence">How often the program is reviewed: <c>monthly</c> or <c>quarterly</c>.</param>
public sealed record Charter(
    [property: DataType(DataType.MultilineText)] string BusinessQuestion,
    Person Owner,
    Person BackupOwner,
    Person Finance,
    IReadOnlyList<InputSource> InputSources,
    IReadOnlyList<WorkflowStep> Workflow,
    IReadOnlyList<QualitySignal> QualitySignals,
    string ReviewCadence
);

/// <summary>A source of the program's data.</summary>
/// <param name="Kind">Its kind, such as <c>billing</c> or <c>crm</c>.</param>
/// <param name="Name">Its name, such as the product's.</param>
/// <param name="Owner">Who keeps it right.</param>
public sealed record InputSource(string Kind, string Name, string Owner);

/// <summary>A step of the program's workflow.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Owner">Who does it.</param>
/// <param name="SlaHours">Within how many hours.</param>
public sealed record WorkflowStep(string Step, string Owner, int SlaHours);

/// <summary>A measure with its target.</summary>
/// <param name="Metric">The measure's name, as in the review.</param>
/// <param name="Target">The target, in the measure's unit.</param>
/// <param name="Direction"><c>at_least</c> or <c>at_most</c>.</param>
/// <param name="MinSample">The number of observations below which the measure says nothing.</param>
public sealed record QualitySignal(string Metric, decimal Target, string Direction, int MinSample);
