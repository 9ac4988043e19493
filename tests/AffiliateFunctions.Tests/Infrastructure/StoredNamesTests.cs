using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.Tracking.Invoices;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>Members whose names in storage differ from their names in the code keep what was stored before.</summary>
public sealed class StoredNamesTests
{
    [Fact]
    public void Renamed_members_are_read_and_written_under_the_names_that_storage_has()
    {
        Assert.Equal(7, Read<InvoiceLine>("""{"told": 7, "amount": 8, "goods": 9}""").Reported);
        Assert.True(
            Read<EndpointDisabling>("""{"at": "2026-11-01T00:00:00Z", "reason": "gone", "told": true}""").IsReported
        );
        var customer = Read<StoredCustomer>("""{"id": "c1", "twins_partners": ["prt_1"]}""");
        Assert.Equal([PartnerId.Parse("prt_1")], customer.PartnersOfDuplicates);
        var commission = Read<Commission>(
            """
            {"id": "com_00000000000000000000000000000001", "partner": "prt_1", "event": "e1", "source": "sale",
             "rule": "share", "rules_version": 1, "base_amount": 10, "amount": 2, "standing": 1, "kept": 1,
             "currency": "USD", "status": "pending", "occurred_at": "2026-11-01T00:00:00Z",
             "due_at": "2026-12-01T00:00:00Z", "created_at": "2026-11-01T00:00:00Z"}
            """
        );
        Assert.Equal(1, commission.CurrentAmount);
        Assert.Contains("\"standing\":1", JsonSerializer.Serialize(commission, StoredJson.Options));
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, StoredJson.Options)!;
}
