using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Tracking.Intake;
using Azure.Data.Tables;
using Microsoft.Extensions.Time.Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

public sealed class IntakeCountsTests
{
    private static readonly ProgramSlug Program = ProgramSlug.Parse("demo");

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Refused_and_repeated_events_are_counted_by_day_source_and_reason()
    {
        var counts = await StartAsync();
        Taken[] taken =
        [
            new(null, null),
            new(null, null) { IsRepeat = true },
            new(Problem.Invalid("/currency", "Give a currency."), null),
            new(Problem.Invalid("/customer/external_id", "Give an id."), null),
            new(Problem.Invalid("/nonsense", "Leave it out."), null),
            new(Problem.Invalid(string.Empty, "This is no JSON."), null),
            new(Problem.Conflict("Another event was sent under the id."), null),
        ];

        await counts.AddAsync(Program, "batch", taken, default);
        await counts.AddAsync(Program, "batch", taken, default);
        clock.Advance(TimeSpan.FromDays(1));
        await counts.AddAsync(Program, "api", [taken[2]], default);

        var listed = await counts.ListAsync(Program, new(2026, 11, 1), new(2026, 12, 1), default).ToListAsync();
        Assert.Equal(
            [
                (11, "api", "currency", 1L),
                (10, "batch", "conflict", 2L),
                (10, "batch", "currency", 2L),
                (10, "batch", "customer", 2L),
                (10, "batch", "malformed", 2L),
                (10, "batch", "other", 2L),
                (10, "batch", "repeated", 2L),
            ],
            listed
                .GroupBy(count => (count.Day.Day, count.Source, count.Reason))
                .OrderBy(group => group.Key.Source)
                .ThenBy(group => group.Key.Reason, StringComparer.Ordinal)
                .Select(group => (group.Key.Day, group.Key.Source, group.Key.Reason, group.Sum(count => count.Number)))
        );
        Assert.Empty(await counts.ListAsync(Program, new(2026, 11, 12), new(2026, 12, 1), default).ToListAsync());
    }

    [Fact]
    public async Task Callers_at_the_same_time_lose_no_count()
    {
        var counts = await StartAsync();
        var refused = new Taken(Problem.Invalid("/amount", "Give an amount."), null);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => counts.AddAsync(Program, "api", [refused], default)));

        var listed = await counts.ListAsync(Program, new(2026, 11, 1), new(2026, 12, 1), default).ToListAsync();
        Assert.Equal(50, listed.Sum(count => count.Number));
    }

    private async Task<IntakeCounts> StartAsync()
    {
        var service = new TableServiceClient("UseDevelopmentStorage=true", new MemoryTables().Options());
        await service.CreateTableIfNotExistsAsync(IntakeCounts.Table);
        return new IntakeCounts(new StorageTables(service), clock);
    }
}
