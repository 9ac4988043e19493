namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>The largest of many items, with the number and the sum of all of them.</summary>
/// <typeparam name="T">The item.</typeparam>
/// <param name="max">How many items are kept.</param>
internal sealed class LargestItems<T>(int max)
{
    // The smallest is removed first; of equal items, the one that was added last.
    private readonly PriorityQueue<T, (long Amount, int Order)> kept = new();

    /// <summary>How many items were added.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of the amounts of all items, in minor units.</summary>
    public long Sum { get; private set; }

    /// <summary>The kept items, the largest first; equal ones in the order in which they were added.</summary>
    public IReadOnlyList<T> Items =>
        [.. kept.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];

    /// <summary>Adds an item with its amount.</summary>
    /// <param name="item">The item.</param>
    /// <param name="amount">The amount that is summed, in minor units.</param>
    /// <param name="rank">The amount by which items are compared; <paramref name="amount"/> if null.</param>
    public void Add(T item, long amount, long? rank = null)
    {
        var priority = (rank ?? amount, -Count);
        Count++;
        Sum = checked(Sum + amount);
        if (kept.Count < max)
        {
            kept.Enqueue(item, priority);
        }
        else
        {
            kept.EnqueueDequeue(item, priority);
        }
    }
}
