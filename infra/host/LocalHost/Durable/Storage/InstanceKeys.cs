using System.Globalization;
using System.Text;

namespace LocalHost.Durable.Storage;

/// <summary>
/// The keys of an instance's rows: its partition, and the rows of the head, of the steps of each run, and of the inbox.
/// </summary>
internal static class InstanceKeys
{
    /// <summary>The row of the head.</summary>
    public const string Head = "!head";

    /// <summary>The prefix of the inbox rows.</summary>
    public const string InboxPrefix = "i:";

    private const string StepPrefix = "h:";

    /// <summary>
    /// Returns the partition of an instance. Characters that keys cannot contain are written as <c>=</c> and their
    /// code.
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

    /// <summary>Returns the row key of one part of a step.</summary>
    /// <param name="generation">The run.</param>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="part">The number of the part, from 0.</param>
    /// <returns>The row key.</returns>
    public static string Step(int generation, int step, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{Run(generation)}{step:D6}:{part:D2}");

    /// <summary>Returns the row key of one part of the events that a run takes over from the previous run.</summary>
    /// <param name="generation">The run.</param>
    /// <param name="part">The number of the part, from 0.</param>
    /// <returns>The row key.</returns>
    public static string CarriedEvents(int generation, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{CarriedPrefix(generation)}{part:D2}");

    /// <summary>Returns the prefix of the row keys of a run's carried events.</summary>
    /// <param name="generation">The run.</param>
    /// <returns>The prefix.</returns>
    public static string CarriedPrefix(int generation) => Run(generation) + "carried:";

    /// <summary>Returns the prefix of a run's row keys.</summary>
    /// <param name="generation">The run.</param>
    /// <returns>The prefix.</returns>
    public static string Run(int generation) =>
        string.Create(CultureInfo.InvariantCulture, $"{StepPrefix}{generation:D6}:");

    /// <summary>Returns the row key of a message in the inbox.</summary>
    /// <param name="name">The name of the message.</param>
    /// <returns>The row key.</returns>
    public static string Inbox(string name) => InboxPrefix + name;
}
