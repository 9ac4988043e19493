using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.Events;
using AffiliateFunctions.Tests.Ledger;

namespace AffiliateFunctions.Tests.Attribution;

public sealed class OwnDomainTests
{
    [Theory]
    [InlineData("https://www.acme.test", "bob@acme.test")]
    [InlineData("https://www.acme.test", "bob@sales.acme.test")]
    [InlineData("https://shop.acme.test", "bob@ACME.test")]
    [InlineData("https://acme.example", "bob@acme.example")]
    [InlineData("https://www.example.com", "bob@mail.example.com")]
    public void What_the_programs_own_people_buy_is_held(string website, string email) =>
        Assert.Equal("own_domain", HoldReason(website, email));

    [Theory]
    [InlineData("https://www.acme.test", "bob@notacme.test")]
    [InlineData("https://www.acme.test", "bob@test")]
    [InlineData("https://www.example.com", "bob@example.com")]
    [InlineData("https://www.gmail.com", "bob@gmail.com")]
    public void What_others_buy_is_not(string website, string email) => Assert.Null(HoldReason(website, email));

    private static string? HoldReason(string website, string email)
    {
        var sale = new TrackingEvent(
            LedgerHost.Slug,
            EventType.Sale,
            new EventBody { EventId = "s1" },
            DateTimeOffset.UnixEpoch
        );
        var customer = new StoredCustomer { Id = CustomerId.Parse("c1"), Email = email };
        return QualityScreening.HoldReason(
            LedgerHost.Program with
            {
                Website = website,
            },
            sale,
            customer,
            isHeld: false,
            Credit.Whole(PartnerId.Parse("prt_p0"))
        );
    }
}
