using System.Collections.Concurrent;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>
/// Removes from all stored data what identifies a customer: addresses, names, and all other personal data of its
/// events. The id that the company assigned stays, and so do the values that rules use: country, source, days, and the
/// domain of the e-mail address in decisions. The ledger and its traces never contain more than that. An interrupted
/// erasure continues when it is requested again.
/// </summary>
public sealed class CustomerErasure(
    EventContentStore contents,
    CustomerStore customers,
    CustomerEmailIndex mails,
    IEnumerable<ICustomerDataErasure> others
)
{
    // Together with the customer's row, fewer rows than the limit of a transaction.
    private const int DecisionsAtOnce = 90;

    /// <summary>Erases a customer.</summary>
    /// <returns>Whether data of the customer was stored.</returns>
    public async Task<bool> EraseAsync(ProgramSlug program, CustomerId customer, CancellationToken cancellationToken)
    {
        // While a stored event or row contains an address, the index of addresses may contain it too. The index entry
        // is therefore removed first.
        var forgotten = new ConcurrentDictionary<string, Task>(StringComparer.Ordinal);
        var stored = await customers.FindAsync(program, customer, cancellationToken);
        await ForgetAsync(stored?.Email);
        await ForgetAsync(MailAddressText.Fits(customer.Value) ? customer.Value : null);
        if (stored is not null)
        {
            await EraseDecisionsAsync(program, customer, cancellationToken);
        }

        var told = await contents.ChangeCustomerEventsAsync(program, customer, WithoutPersonAsync, cancellationToken);
        var isKnownElsewhere = false;
        foreach (var other in others)
        {
            isKnownElsewhere |= await other.EraseAsync(program, customer, cancellationToken);
        }

        return stored is not null || told > 0 || isKnownElsewhere;

        Task ForgetAsync(string? mail) =>
            mail is null
                ? Task.CompletedTask
                : forgotten.GetOrAdd(mail, text => mails.ForgetAsync(program, text, customer, cancellationToken));

        async Task<TrackingEvent> WithoutPersonAsync(TrackingEvent trackingEvent)
        {
            await ForgetAsync(trackingEvent.Body.Customer?.Email);
            return trackingEvent with { Body = WithoutPerson(trackingEvent.Body) };
        }
    }

    private async Task EraseDecisionsAsync(
        ProgramSlug program,
        CustomerId customer,
        CancellationToken cancellationToken
    )
    {
        var decided = await customers
            .DecisionsAsync(program, customer, cancellationToken)
            .Where(pair => pair.Decision.Customer.Email is not null)
            .Select(item => item.Event)
            .ToListAsync(cancellationToken);
        foreach (var chunk in decided.Chunk(DecisionsAtOnce).DefaultIfEmpty([]))
        {
            await customers.ChangeAsync(
                program,
                customer,
                chunk,
                rows => ErasePerson(rows, customer, chunk),
                cancellationToken
            );
        }
    }

    private static void ErasePerson(CustomerStore.CustomerRows rows, CustomerId customer, EventId[] decided)
    {
        var nameless = rows.Customer(customer) with
        {
            Email = null,
            Links = [.. rows.Customer(customer).Links.Where(link => link.By != CustomerLinkKind.Address)],
        };
        rows.Change(nameless);
        foreach (var id in decided)
        {
            var decision = rows.Decision(id)!;
            rows.Decide(id, decision with { Customer = WithoutAddress(decision.Customer) }, nameless);
        }
    }

    private static CustomerFacts WithoutAddress(CustomerFacts facts) =>
        facts with
        {
            Email = null,
            EmailDomain = facts.EmailDomain ?? EmailDomains.Of(facts.Email),
        };

    private static EventBody WithoutPerson(EventBody body) =>
        body with
        {
            Customer = body.Customer is null ? null : body.Customer with { Email = null, Name = null, Company = null },
            Url = null,
            Referrer = null,
            UserAgent = null,
            Ip = null,
            Metadata = null,
        };
}
