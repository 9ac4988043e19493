using AffiliateFunctions.Tests.Ledger;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>
/// Lets two callers of two instances meet on the same tables: the second before each request of the first.
/// </summary>
internal static class Meetings
{
    /// <summary>Plays a story for each request of the first caller.</summary>
    /// <param name="storage">The connection string that names the storage.</param>
    /// <param name="story">
    /// The story of the first and the second instance. What it gives to its last argument meets: the work of the first
    /// instance, and that of the second, which comes after it in the last of the plays.
    /// </param>
    /// <returns>How many requests the first caller made.</returns>
    public static async Task<int> AtEachRequestAsync(
        string storage,
        Func<CycleHost, CycleHost, Func<Func<Task>, Func<Task>, Task>, Task> story
    )
    {
        for (var number = 1; ; number++)
        {
            var (between, haveMet) = (new BetweenRequests(), false);
            await using var first = await CycleHost.StartAsync(storage, between);
            await using var second = await CycleHost.StartAsync(storage, new BetweenRequests(), other: first);
            await story(first, second, MeetAsync);
            if (!haveMet)
            {
                return number - 1;
            }

            async Task MeetAsync(Func<Task> one, Func<Task> other)
            {
                between.Before = async request =>
                {
                    if (request == number)
                    {
                        haveMet = true;
                        await other();
                    }
                };
                await one();
                between.Before = null;
                await (haveMet ? Task.CompletedTask : other());
            }
        }
    }
}
