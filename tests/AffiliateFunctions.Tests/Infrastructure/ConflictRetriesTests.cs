using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class ConflictRetriesTests
{
    [Fact]
    public async Task A_change_that_meets_a_conflict_each_time_ends_and_is_answered_as_a_conflict()
    {
        var (retries, tries) = (new ConflictRetries("the partner prt_1"), 0);

        var fault = await Assert.ThrowsAsync<ContendedException>(async () =>
        {
            while (true)
            {
                tries++;
                await retries.NextAsync(default);
            }
        });

        Assert.Equal(ConflictRetries.MaxAttempts, tries);
        Assert.Equal(ProblemKind.Conflict, FaultsToProblems.ProblemOf(fault).Kind);
        Assert.True(StorageFaults.Passes(fault));
    }

    [Fact]
    public async Task A_caller_that_has_gone_is_not_waited_for()
    {
        var retries = new ConflictRetries("the partner prt_1");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            retries.NextAsync(new CancellationToken(canceled: true))
        );
    }
}
