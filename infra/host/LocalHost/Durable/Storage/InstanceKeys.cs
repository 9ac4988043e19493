using System.Globalization;
using System.Text;

namespace LocalHost.Durable.Storage;

/// <summary>The keys of an instance's rows: its partition, and in it the head, the steps of each run, and the inbox.</summary>
internal static class InstanceKeys
{
    public const string Head = "!head";
    public const string InboxPrefix = "i:";
    public const string StepPrefix = "h:";

    /// <summary>The partition of an instance. Characters that keys may not have are written as <c>=</c> and their code.</summary>
    public static string Partition(string instanceId)
    {
        var key = new StringBuilder("in:");
        foreach (var letter in instanceId)
        {
            _ = letter is '/' or '\\' or '#' or '?' or '=' or '%' || char.IsControl(letter)
                ? key.Append('=').Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture))
                : key.Append(letter);
        }

        return key.ToString();
    }

    /// <summary>The row of one part of a step.</summary>
    public static string Step(int generation, int step, int part) => string.Create(CultureInfo.InvariantCulture, $"{Run(generation)}{step:D6}:{part:D2}");

    /// <summary>How the rows of a run begin.</summary>
    public static string Run(int generation) => string.Create(CultureInfo.InvariantCulture, $"{StepPrefix}{generation:D6}:");

    /// <summary>The inbox row of a message.</summary>
    public static string Inbox(string name) => InboxPrefix + name;
}
