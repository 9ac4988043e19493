using System.Globalization;
using System.Text;

namespace LocalHost.Durable.Storage;

/// <summary>
/// The keys of an instance's rows: its partition, and in it the head, the steps of each run, and the inbox.
/// </summary>
internal static class InstanceKeys
{
    /// <summary>The row of the head.</summary>
    public const string Head = "!head";

    /// <summary>The prefix of the inbox rows.</summary>
    public const string InboxPrefix = "i:";

    private const string StepPrefix = "h:";

    /// <summary>
    /// The partition of an instance. Characters that keys must not contain are written as <c>=</c> and their code.
    /// </summary>
    /// <param name="instanceId">The instance's id.</param>
    /// <returns>The partition key.</returns>
    public static string Partition(string instanceId)
    {
        var key = new StringBuilder("in:");
        foreach (var letter in instanceId)
        {
            if (letter is '/' or '\\' or '#' or '?' or '=' or '%' || char.IsControl(letter))
            {
                key.Append('=').Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                key.Append(letter);
            }
        }

        return key.ToString();
    }

    /// <summary>The row of one part of a step.</summary>
    /// <param name="generation">The run.</param>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="part">The number of the part, from 0.</param>
    /// <returns>The row key.</returns>
    public static string Step(int generation, int step, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{Run(generation)}{step:D6}:{part:D2}");

    /// <summary>The row of one part of the events that a run takes over from the run before it.</summary>
    /// <param name="generation">The run.</param>
    /// <param name="part">The number of the part, from 0.</param>
    /// <returns>The row key.</returns>
    public static string CarriedEvents(int generation, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{CarriedPrefix(generation)}{part:D2}");

    /// <summary>The prefix of the rows of a run's carried events.</summary>
    /// <param name="generation">The run.</param>
    /// <returns>The prefix.</returns>
    public static string CarriedPrefix(int generation) => Run(generation) + "carried:";

    /// <summary>The prefix of the rows of a run.</summary>
    /// <param name="generation">The run.</param>
    /// <returns>The prefix.</returns>
    public static string Run(int generation) =>
        string.Create(CultureInfo.InvariantCulture, $"{StepPrefix}{generation:D6}:");

    /// <summary>The inbox row of a message.</summary>
    /// <param name="name">The name of the message.</param>
    /// <returns>The row key.</returns>
    public static string Inbox(string name) => InboxPrefix + name;
}
