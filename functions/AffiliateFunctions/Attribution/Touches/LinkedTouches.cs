using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Attribution.Touches;

/// <summary>
/// Finds the touches of a customer. If these credit no partner, the touches of linked customers count, because a buyer
/// can sign up under one id and buy under another. Links by e-mail address count only while the program allows them.
/// </summary>
public sealed class LinkedTouches(CustomerLinks links)
{
    /// <summary>Returns the touches that count for a conversion of the customer.</summary>
    /// <param name="customer">The customer as it is stored.</param>
    /// <param name="at">When the conversion occurred.</param>
    /// <param name="rules">The rule book in force then, or null.</param>
    /// <param name="sources">The data that decisions read.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<FoundTouches> OfAsync(
        StoredCustomer customer,
        DateTimeOffset at,
        ApprovedRuleBook? rules,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        var own = await FindTouches.OfAsync(customer, at, rules, sources, cancellationToken);
        if (own.Credits.Count > 0 || rules is null || customer.Links.Count == 0 || own.Assignment is not null)
        {
            return own;
        }

        var linked = await links.ReadAsync(sources.Program, customer, cancellationToken);
        await sources.Partners.PrepareAsync(
            linked.SelectMany(other => other.Touches).Select(touch => touch.Partner),
            cancellationToken
        );
        var together = linked.Aggregate(customer, Together);
        var found = await FindTouches.OfAsync(together, at, rules, sources, cancellationToken);
        if (found.Credits.Count == 0)
        {
            return own;
        }

        return found with
        {
            Links =
            [
                .. customer.Links.Where(link =>
                    linked.Any(other => other.Id == link.Customer && HasTouchOf(other, found))
                ),
            ],
            LinkedHistory = new CustomerHistory(
                linked.Sum(other => other.Payments),
                linked.Min(other => other.FirstSaleAt)
            ),
            Notes = together.Notes,
        };
    }

    private static StoredCustomer Together(StoredCustomer customer, StoredCustomer other)
    {
        var touched = other.Touches.Aggregate(customer, (all, touch) => all.Touched(touch));
        var noted = other.Notes?.Aggregate(touched, (all, note) => all.Noted(note.Key, note.Value)) ?? touched;
        return noted with
        {
            Deal = noted.Deal ?? other.Deal,
            FirstTouchAt = new[] { noted.FirstTouchAt, other.FirstTouchAt }.Min(),
        };
    }

    private static bool HasTouchOf(StoredCustomer other, FoundTouches found) =>
        (other.Deal is not null && other.Deal == found.Deal?.Id)
        || other.Touches.Any(touch => found.Credits.Any(credit => credit.Partner == touch.Partner));
}
