using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Affiliate.Domain.Addresses;

namespace Affiliate.Domain.Programs;

/// <summary>The purpose of a program, its owners, and the measures that it is judged by.</summary>
/// <param name="BusinessQuestion">The question that the program answers.</param>
/// <param name="Owner">The person who decides.</param>
/// <param name="BackupOwner">The person who decides when the owner does not.</param>
/// <param name="Finance">The person who approves payouts.</param>
/// <param name="InputSources">The sources of the program's data.</param>
/// <param name="Workflow">The steps, their owners and their time limits.</param>
/// <param name="QualitySignals">The signals that the review measures, with their targets.</param>
/// <param name="ReviewCadence">
/// The interval of reviews: <c>monthly</c>, or <c>quarterly</c> for a review of each quarter of the calendar. A change
/// applies from the next month; see <see cref="ReviewSchedule"/>.
/// </param>
public sealed record Charter(
    [property: DataType(DataType.MultilineText)] string BusinessQuestion,
    Person Owner,
    Person BackupOwner,
    Person Finance,
    IReadOnlyList<InputSource> InputSources,
    IReadOnlyList<WorkflowStep> Workflow,
    IReadOnlyList<QualitySignal> QualitySignals,
    string ReviewCadence
)
{
    /// <summary>The days between the decision of a review to move a partner to another group and the move, by default.</summary>
    public const int DefaultGroupNoticeDays = 14;

    /// <summary>
    /// The days between the decision of a review to move a partner to another group and the move, from 0 to 90. The
    /// partner is told at once. Null for 14 days.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? GroupNoticeDays { get; init; }

    /// <summary>
    /// The persons who may decide about money: finance, the owner, the backup owner. The first is asked, and the last
    /// when nobody decides.
    /// </summary>
    /// <param name="excluded">The addresses of who may not decide, such as the preparer.</param>
    public IReadOnlyList<Person> FinanceFirst(params IReadOnlyCollection<string> excluded) =>
        Permitted([Finance, Owner, BackupOwner], excluded);

    /// <summary>The persons who are not excluded, in the given order, each mailbox once.</summary>
    public static IReadOnlyList<Person> Permitted(IEnumerable<Person> persons, IReadOnlyCollection<string> excluded) =>
        [
            .. persons
                .Where(person => !excluded.Any(address => Mailbox.AreSame(address, person.Email)))
                .DistinctBy(person => Mailbox.Of(person.Email)),
        ];
}

/// <summary>A source of the program's data.</summary>
/// <param name="Kind">The kind of source, such as <c>billing</c> or <c>crm</c>.</param>
/// <param name="Name">The name of the source, such as the product's name.</param>
/// <param name="Owner">The person responsible for the source's data.</param>
public sealed record InputSource(
    string Kind,
    string Name,
    [property: JsonConverter(typeof(ResponsiblePersonConverter))] ResponsiblePerson Owner
);

/// <summary>A step of the program's workflow.</summary>
/// <param name="Step">The name of the step.</param>
/// <param name="Owner">The person responsible for the step.</param>
/// <param name="SlaHours">The number of hours within which the step is done.</param>
public sealed record WorkflowStep(
    string Step,
    [property: JsonConverter(typeof(ResponsiblePersonConverter))] ResponsiblePerson Owner,
    int SlaHours
);

/// <summary>A measure with its target.</summary>
/// <param name="Metric">The name of the measure, as used in the review.</param>
/// <param name="Target">The target, in the measure's unit.</param>
/// <param name="Direction"><c>at_least</c> or <c>at_most</c>.</param>
/// <param name="MinSample">The minimum number of observations. Below it, the measure is not evaluated.</param>
public sealed record QualitySignal(string Metric, decimal Target, string Direction, int MinSample);
