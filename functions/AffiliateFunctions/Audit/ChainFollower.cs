namespace AffiliateFunctions.Audit;

/// <summary>
/// Verifies a chain from its first record, or from a verified one, to its head and remembers the first break. The class
/// performs no I/O.
/// </summary>
/// <param name="after">The last record that is verified already; null to begin with the first record.</param>
internal sealed class ChainFollower(ChainHead? after = null)
{
    private ChainHead reached = after ?? new(0, ChainedText.Genesis);
    private ChainBreak? firstBreak;

    /// <summary>Verifies the next stored record.</summary>
    public void Next(ChainedText stored)
    {
        var place = reached.Count + 1;
        firstBreak ??= BreakOf(stored, place);
        reached = new ChainHead(place, stored.Hash);
    }

    /// <summary>Compares the chain with the head, which shows whether records at the end are missing.</summary>
    public ChainVerification Finish(ChainHead? head)
    {
        if (firstBreak is null && (head ?? new ChainHead(0, ChainedText.Genesis)) != reached)
        {
            firstBreak = new ChainBreak(reached.Count + 1, "The chain does not end at the record that its head names.");
        }

        return new ChainVerification(firstBreak is null, reached.Count, firstBreak);
    }

    private ChainBreak? BreakOf(ChainedText stored, long place)
    {
        if (!stored.IsIntact)
        {
            return new ChainBreak(place, "The record was altered: it does not match its hash.");
        }

        if (stored.Previous != reached.Hash)
        {
            return new ChainBreak(place, "The record does not follow the one before it.");
        }

        return stored.Record.Sequence == place
            ? null
            : new ChainBreak(
                place,
                $"A record is missing: the record in this place has the number {stored.Record.Sequence}."
            );
    }
}
