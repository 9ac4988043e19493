using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.PersonalData;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>
/// Removes a partner's e-mail address from the decisions that credited the partner; it was stored for the check of
/// self-referral. An event that is retried afterwards is decided without that check.
/// </summary>
internal sealed class CreditedPartnerErasure(CustomerStore customers) : IPartnerErasure
{
    // Together with the customer's row, fewer rows than the limit of a transaction.
    private const int MaxDecisions = 90;

    public async Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var credited = await customers
            .DecisionsAsync(partner.Program, cancellationToken)
            .Where(stored => Without(stored.Decision, partner) != stored.Decision)
            .Select(stored => (stored.Event, Customer: CustomerId.Parse(stored.Decision.Customer.ExternalId!)))
            .ToListAsync(cancellationToken);
        foreach (var customer in credited.GroupBy(conversion => conversion.Customer))
        {
            foreach (var chunk in customer.Select(conversion => conversion.Event).Chunk(MaxDecisions))
            {
                await customers.ChangeAsync(
                    partner.Program,
                    customer.Key,
                    chunk,
                    rows =>
                    {
                        foreach (var id in chunk)
                        {
                            rows.Decide(id, Without(rows.Decision(id)!, partner), rows.Customer(customer.Key));
                        }
                    },
                    cancellationToken
                );
            }
        }
    }

    private static EventDecision Without(EventDecision decision, ErasedPartner partner)
    {
        var place = decision.Credits.ToList().FindIndex(credit => credit.Partner == partner.Id);
        if (place < 0)
        {
            return decision;
        }

        var others = decision.OtherEmails;
        var isOther = place > 0 && others?.Count == decision.Credits.Count - 1 && others[place - 1] != partner.Address;
        return (place == 0 && decision.Email is not null) || isOther
            ? decision with
            {
                Email = place == 0 ? null : decision.Email,
                OtherEmails = isOther
                    ? [.. others!.Select((email, i) => i == place - 1 ? partner.Address : email)]
                    : others,
            }
            : decision;
    }
}
