using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Tracking.Invoices;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Benchmarks.Reviews;

/// <summary>Writes the events of months straight to storage, as tracking would have stored them.</summary>
/// <param name="services">The services of the app.</param>
/// <param name="program">The program.</param>
internal sealed class YearOfEvents(IServiceProvider services, ProgramSlug program)
{
    private const int RowsInTransaction = 100;
    private const int EventsOfYear = 100;
    private const int Months = 12;
    private const int Customers = 8;
    private const long Amount = 10_000;

    // Of 100 events 70 are clicks, 10 leads, 19 sales and one refund.
    private const int Clicks = 70;
    private const int Leads = 80;
    private const int Sales = 99;

    private readonly Random random = new(1);
    private readonly ClickIds clickIds = services.GetRequiredService<ClickIds>();
    private readonly InvoiceStore invoices = services.GetRequiredService<InvoiceStore>();
    private readonly Dictionary<string, List<TableEntity>> waiting = new(StringComparer.Ordinal);
    private Written written = new(0, 0, 0);

    private TableClient Rows => services.GetRequiredService<StorageTables>()[EventStore.Table];

    /// <summary>Writes the events of the partners.</summary>
    /// <param name="partners">The partners.</param>
    /// <param name="last">The last month.</param>
    /// <param name="months">How many months up to the last one are written.</param>
    public async Task<Written> WriteAsync(IReadOnlyList<PartnerId> partners, Period last, int months)
    {
        foreach (var partner in partners)
        {
            for (var number = 0; number < EventsOfYear; number++)
            {
                var back = random.Next(Months);
                var kind = random.Next(EventsOfYear);
                if (back < months)
                {
                    await WriteAsync(partner, number, kind, MonthBefore(last, back), back == 0);
                }
            }
        }

        foreach (var rows in waiting.Values)
        {
            await StoreAsync(rows);
        }

        return written;
    }

    private async Task WriteAsync(PartnerId partner, int number, int kind, Period month, bool isOfMonth)
    {
        var at = month.Start(TimeZoneInfo.Utc).AddMinutes(random.Next(27 * 24 * 60));
        written = written with { All = written.All + 1, OfMonth = written.OfMonth + (isOfMonth ? 1 : 0) };
        if (kind < Clicks)
        {
            var id = clickIds.New(program, partner, at);
            var visit = new Visit(at, "https://www.example.com/", null, "Mozilla/5.0", null, "US", Consent: null);
            foreach (var (row, _) in ClickPages.RowsOf([new LinkClick(id, program, partner, "code", visit)], at))
            {
                await AddAsync(row);
            }

            return;
        }

        var type =
            kind < Leads ? EventType.Lead
            : kind < Sales ? EventType.Sale
            : EventType.Refund;
        var customer = string.Create(CultureInfo.InvariantCulture, $"of-{partner.Value[4..]}-{number % Customers}");
        var tracked = EventOf(type, $"{type}-{partner.Value[4..]}-{number}", customer, at);
        await AddAsync(
            EventRows.Finished(
                new StoredEvent(tracked, EventStatus.Applied)
                {
                    Partner = partner,
                    Customer = CustomerId.Parse(customer),
                    AppliedAt = at.AddSeconds(random.Next(90)),
                }
            )
        );
        written = written with { SalesOfMonth = written.SalesOfMonth + (isOfMonth && type == EventType.Sale ? 1 : 0) };
        if (isOfMonth && type == EventType.Refund)
        {
            var sale = tracked.Body with { EventId = $"of-{tracked.Id}", Amount = Amount };
            await invoices.SoldAsync([tracked with { Type = EventType.Sale, Body = sale }], CancellationToken.None);
            await invoices.NoteRefundAsync(tracked, CancellationToken.None);
        }
    }

    private TrackingEvent EventOf(EventType type, string id, string customer, DateTimeOffset at) =>
        new(
            program,
            type,
            new EventBody
            {
                EventId = id,
                OccurredAt = at,
                CustomerExternalId = customer,
                InvoiceId = type == EventType.Lead ? null : $"inv-{id}",
                Amount = type switch
                {
                    EventType.Sale => Amount,
                    EventType.Refund => Amount / 4,
                    _ => null,
                },
                Currency = type == EventType.Lead ? null : "USD",
            },
            at
        );

    private async Task AddAsync(TableEntity row)
    {
        if (!waiting.TryGetValue(row.PartitionKey, out var rows))
        {
            waiting[row.PartitionKey] = rows = [];
        }

        rows.Add(row);
        if (rows.Count == RowsInTransaction)
        {
            await StoreAsync(rows);
            waiting.Remove(row.PartitionKey);
        }
    }

    private Task StoreAsync(List<TableEntity> rows) =>
        rows.Count == 0
            ? Task.CompletedTask
            : Rows.SubmitTransactionAsync(
                rows.DistinctBy(row => row.RowKey)
                    .Select(row => new TableTransactionAction(TableTransactionActionType.Add, row))
            );

    private static Period MonthBefore(Period month, int back)
    {
        for (; back > 0; back--)
        {
            month = month.Previous;
        }

        return month;
    }

    /// <summary>What was written.</summary>
    /// <param name="All">The events.</param>
    /// <param name="OfMonth">Those of the last month.</param>
    /// <param name="SalesOfMonth">The sales among these.</param>
    internal sealed record Written(int All, int OfMonth, int SalesOfMonth);
}
