using AffiliateFunctions.Audit;

namespace AffiliateFunctions.Tests.Governance;

public sealed class AuditChainTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_whole_chain_verifies()
    {
        var chain = Chain(3);

        Assert.Equal(new ChainVerification(true, 3, null), Follow(chain, HeadOf(chain)));
    }

    [Fact]
    public void An_empty_log_verifies() =>
        Assert.Equal(new ChainVerification(true, 0, null), new ChainFollower().Finish(null));

    [Fact]
    public void An_altered_record_breaks_the_chain_where_it_stands()
    {
        var chain = Chain(3);
        chain[1] = chain[1] with { Text = chain[1].Text.Replace("approved", "rejected", StringComparison.Ordinal) };

        var found = Follow(chain, HeadOf(chain));

        Assert.False(found.Ok);
        Assert.Equal(2, found.FirstBreak?.Sequence);
    }

    [Fact]
    public void A_record_that_was_written_anew_with_its_own_hash_does_not_fit_the_next()
    {
        var chain = Chain(3);
        chain[1] = ChainedText.Of(chain[1].Record with { Actor = "somebody@example.com" }, chain[0].Hash);

        Assert.Equal(3, Follow(chain, HeadOf(chain)).FirstBreak?.Sequence);
    }

    [Fact]
    public void A_removed_record_is_missed()
    {
        var chain = Chain(3);
        var head = HeadOf(chain);
        chain.RemoveAt(1);

        Assert.Equal(2, Follow(chain, head).FirstBreak?.Sequence);
    }

    [Fact]
    public void Records_cut_off_at_the_end_are_missed()
    {
        var chain = Chain(3);
        var head = HeadOf(chain);
        chain.RemoveAt(2);

        Assert.Equal(
            new ChainBreak(3, "The chain does not end at the record that its head names."),
            Follow(chain, head).FirstBreak
        );
    }

    private static List<ChainedText> Chain(int records)
    {
        var chain = new List<ChainedText>();
        for (var number = 1; number <= records; number++)
        {
            var record = new AuditRecord(
                number,
                $"aud_{number}",
                Noon,
                "owner@example.com",
                "application_approved",
                $"app_{number}",
                null,
                $"cause {number}"
            );
            chain.Add(ChainedText.Of(record, number == 1 ? ChainedText.Genesis : chain[^1].Hash));
        }

        return chain;
    }

    private static ChainHead HeadOf(List<ChainedText> chain) => new(chain.Count, chain[^1].Hash);

    private static ChainVerification Follow(List<ChainedText> chain, ChainHead head)
    {
        var follower = new ChainFollower();
        chain.ForEach(follower.Next);
        return follower.Finish(head);
    }
}
