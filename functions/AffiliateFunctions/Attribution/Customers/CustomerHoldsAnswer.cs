using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>The holds of a customer as the API returns them.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="IsHeld">Whether new commissions for the customer are held.</param>
/// <param name="Holds">The decisions that held the customer, with those that are lifted.</param>
[ResponseExample(
    """
        {
          "customer_id": "cus_1",
          "is_held": true,
          "holds": [
            {
              "cause": "com_01m45r3180yajdsx5vk7tbxabk",
              "by": "owner@example.com",
              "since": "2026-11-04T10:00:00+00:00"
            }
          ]
        }
        """
)]
internal sealed record CustomerHoldsAnswer(CustomerId CustomerId, bool IsHeld, IReadOnlyList<CustomerHold> Holds)
{
    /// <summary>The holds of the customer.</summary>
    public static CustomerHoldsAnswer Of(StoredCustomer customer) =>
        new(customer.Id, customer.IsHeld, customer.Holds ?? []);
}
