using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Onboarding.Partners.NamedLinks;

/// <summary>A named link of a partner as the API returns it.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">The name.</param>
/// <param name="Link">The address that the partner publishes.</param>
/// <param name="SubId">The sub-id of the link's clicks, or null.</param>
/// <param name="To">The destination; null for the program's site.</param>
/// <param name="CreatedAt">When the link was added.</param>
/// <param name="RemovedAt">When the link was removed; null for a link that works.</param>
/// <param name="Clicks">The number of clicks. They are counted each night.</param>
/// <param name="Leads">The number of leads.</param>
/// <param name="Sales">The number of sales.</param>
/// <param name="SaleAmount">The sum of the sales, in minor units of the program's currency.</param>
[ResponseExample(
    """
        {
          "code": "agency-newsletter",
          "name": "Newsletter",
          "link": "https://partners.example.com/r/agency-newsletter",
          "sub_id": "news",
          "to": "https://www.example.com/pricing",
          "created_at": "2026-10-01T09:00:00+00:00",
          "clicks": 120,
          "leads": 14,
          "sales": 3,
          "sale_amount": 36000
        }
        """
)]
internal sealed record NamedLinkAnswer(
    string Code,
    string Name,
    string Link,
    string? SubId,
    string? To,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RemovedAt,
    long Clicks,
    long Leads,
    long Sales,
    long SaleAmount
)
{
    /// <summary>Returns the answer.</summary>
    public static NamedLinkAnswer Of(NamedLink link, LinkFigures? figures, SiteOptions site) =>
        new(
            link.Code,
            link.Name,
            site.Address($"/r/{link.Code}"),
            link.SubId,
            link.To,
            link.CreatedAt,
            link.RemovedAt,
            figures?.Clicks ?? 0,
            figures?.Leads ?? 0,
            figures?.Sales ?? 0,
            figures?.SaleAmount ?? 0
        );
}
