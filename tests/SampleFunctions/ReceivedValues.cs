using System.Collections.Concurrent;

namespace SampleFunctions;

/// <summary>Records what the sample functions got, for the tests to read.</summary>
public sealed class ReceivedValues
{
    private readonly ConcurrentQueue<ReceivedValue> _entries = new();

    /// <summary>All entries, in the order of the calls.</summary>
    public IReadOnlyCollection<ReceivedValue> Entries => _entries;

    /// <summary>Adds an entry.</summary>
    /// <param name="function">The name of the function.</param>
    /// <param name="text">What the function got.</param>
    public void Write(string function, string text) => _entries.Enqueue(new(function, text));

    /// <summary>The texts of a function's entries.</summary>
    /// <param name="function">The name of the function.</param>
    /// <returns>The texts, in the order of the calls.</returns>
    public IReadOnlyList<string> TextsOf(string function) =>
        [.. _entries.Where(entry => entry.Function == function).Select(entry => entry.Text)];
}

/// <summary>A value that a function got.</summary>
/// <param name="Function">The name of the function.</param>
/// <param name="Text">What the function got.</param>
public sealed record ReceivedValue(string Function, string Text);
