using System.Globalization;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Touches;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Events;
using AffiliateFunctions.Tests.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Which partners brought which customers, as the files of other products say it.</summary>
public sealed class TouchImportTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}]
        """;

    [Fact]
    public async Task Each_row_is_a_manual_touch_and_a_repeated_file_changes_nothing()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);
        const string file = """
            stripe_customer_id,first_name,last_name,email,token
            cus_1,Jo,Bond,contact@partner1.example.org,p1
            cus_2,Jo,Bond,contact@partner9.example.org,p9
            cus/3,Jo,Bond,contact@partner1.example.org,p1
            cus_1,Jo,Bond,contact@partner0.example.org,p0
            """;
        var dry = await ImportAsync(host, file, "?dry_run=true&at=2026-10-31");
        Assert.Null(await FindAsync(host, "cus_1"));
        var made = await ImportAsync(host, file, "?at=2026-10-31");
        var again = await ImportAsync(host, file, "?at=2026-10-31");

        Assert.Equal(("rewardful", 4, 2, 0, 2), CountsOf(dry));
        Assert.Equal(("rewardful", 4, 2, 0, 2), CountsOf(made));
        Assert.Equal(("rewardful", 4, 0, 2, 2), CountsOf(again));
        Assert.Equal(
            ["3 /partner", "4 /customer"],
            made.GetProperty("refused_rows")
                .EnumerateArray()
                .Select(row =>
                    $"{row.GetProperty("row").GetInt32()} {row.GetProperty("errors").EnumerateObject().Single().Name}"
                )
        );
        var at = new DateTimeOffset(2026, 10, 31, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            [
                new Touch(PartnerId.Parse("prt_p0"), TouchKind.Manual, at),
                new Touch(PartnerId.Parse("prt_p1"), TouchKind.Manual, at),
            ],
            (await FindAsync(host, "cus_1"))!.Touches
        );
        var record = Assert.Single(((LedgerHost.RecordedAudit)host.Get<IAuditLog>()).Entries.Values);
        Assert.Equal("touches_imported", record.Action);
        Assert.StartsWith("2 manual touches of the rows 2 to 5 of the file", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sale_before_the_import_is_credited_by_it()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            $$"""{{Rules}}, "eligibility": {"existing_customers": "include"} """,
            partners: 1
        );
        var body = new EventBody
        {
            EventId = "sale",
            InvoiceId = "i1",
            Customer = new CustomerBody { ExternalId = "cus_1" },
            Amount = 1_000,
            Currency = "USD",
        };
        var now = host.Clock.GetUtcNow();
        await host.ApplyAllAsync(TrackingHost.Event(LedgerHost.Slug, EventType.Sale, body, now));
        Assert.Contains("not_attributed", await host.EndAsync(LedgerHost.Slug));

        await ImportAsync(host, "customer,partner,at\ncus_1,p0,2026-11-01\n", string.Empty);
        await host.ApplyAllAsync();
        Assert.Contains("sale share cus_1 100 0 ", await host.EndAsync(LedgerHost.Slug));
    }

    [Theory]
    [InlineData("customer,partner,at\ncus_1,p0,2026-13-01\n", "2 /at")]
    [InlineData("customer,partner,at\ncus_1,p0,2027-01-01\n", "2 /at")]
    [InlineData("customer,partner,at\n,,\n", "2 /customer /partner /at")]
    public async Task Rows_that_cannot_be_read_are_named_with_their_fields(string file, string expected)
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);
        var row = (await ImportAsync(host, file, string.Empty)).GetProperty("refused_rows")[0];
        var fields = row.GetProperty("errors").EnumerateObject().Select(error => error.Name);
        Assert.Equal(expected, $"{row.GetProperty("row").GetInt32()} {string.Join(' ', fields)}");
    }

    [Fact]
    public async Task A_hundred_thousand_rows_are_imported_and_one_more_is_refused()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);
        var file = new StringBuilder("customer,partner,at\n");
        for (var i = 0; i < 100_000; i++)
        {
            file.Append(CultureInfo.InvariantCulture, $"cus_{i},p0,2026-11-01\n");
        }

        var made = await ImportAsync(host, file.ToString(), string.Empty);
        Assert.Equal(("generic", 100_000, 100_000, 0, 0), CountsOf(made));
        Assert.Equal(50, ((LedgerHost.RecordedAudit)host.Get<IAuditLog>()).Entries.Count);
        Assert.NotNull(await FindAsync(host, "cus_99999"));

        var refused = await ImportAsync(host, file.Append("cus_100000,p0,2026-11-01\n").ToString(), string.Empty);
        Assert.Equal(413, refused.GetProperty("status").GetInt32());
        Assert.Null(await FindAsync(host, "cus_100000"));
    }

    private static (string Product, int Rows, int Added, int Existing, int Refused) CountsOf(JsonElement answer) =>
        (
            answer.GetProperty("product").GetString()!,
            answer.GetProperty("rows").GetInt32(),
            answer.GetProperty("added").GetInt32(),
            answer.GetProperty("existing").GetInt32(),
            answer.GetProperty("refused").GetInt32()
        );

    private static Task<StoredCustomer?> FindAsync(TrackingHost host, string customer) =>
        host.Get<CustomerStore>().FindAsync(LedgerHost.Slug, CustomerId.Parse(customer), default);

    private static async Task<JsonElement> ImportAsync(TrackingHost host, string file, string query)
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.ContentType = "text/csv";
        http.Request.QueryString = new QueryString(query);
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(file));
        http.Response.Body = new MemoryStream();
        var answer = await host.Function<ImportTouches>().RunAsync(http.Request, LedgerHost.Slug.Value, default);
        await answer.ExecuteAsync(http);
        return JsonElement.Parse(((MemoryStream)http.Response.Body).ToArray());
    }
}
