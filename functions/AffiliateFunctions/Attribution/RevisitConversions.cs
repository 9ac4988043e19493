using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Touches;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Attribution;

/// <summary>
/// Gives conversions that nobody was credited for another try once it comes to light that their customer had been
/// touched before, since nobody promises in which order events come. Such a conversion is in no ledger yet. It is
/// opened anew and goes the way of every event in a message of its own; the customer's row knows it until it is
/// decided, so whoever is cut off before comes back to it.
/// </summary>
public sealed class RevisitConversions(
    EventStore events,
    GroupCommit commit,
    LinkedTouches touches,
    CustomerLinks links
)
{
    /// <summary>
    /// Sends conversions on their way for which touches count by now: the customer's, and those of the customers that
    /// it is linked to. Ends when they are stored.
    /// </summary>
    public async Task OfAsync(StoredCustomer customer, DecisionSources sources, CancellationToken cancellationToken)
    {
        await OwnAsync(customer, sources, cancellationToken);
        if (customer.Links.Count > 0 && (customer.Touches.Count > 0 || customer.Deal is not null))
        {
            foreach (var other in await links.ReadAsync(sources.Program, customer, cancellationToken))
            {
                await OwnAsync(other, sources, cancellationToken);
            }
        }
    }

    private async Task OwnAsync(StoredCustomer customer, DecisionSources sources, CancellationToken cancellationToken)
    {
        var touched = new List<UncreditedConversion>();
        foreach (var uncreditedConversion in customer.Uncredited)
        {
            if (
                (
                    await touches.OfAsync(
                        customer,
                        uncreditedConversion.At,
                        sources.Rules.At(uncreditedConversion.At),
                        sources,
                        cancellationToken
                    )
                )
                    .Credits
                    .Count > 0
            )
            {
                touched.Add(uncreditedConversion);
            }
        }

        var opened = await Task.WhenAll(
            touched.Select(conversion => OpenAsync(sources.Program.Slug, conversion, cancellationToken))
        );
        if (opened.OfType<TrackingEvent>().ToList() is { Count: > 0 } again)
        {
            await commit.AcceptAsync(again);
        }
    }

    // Null where another was quicker, and has it decided.
    private async Task<TrackingEvent?> OpenAsync(
        ProgramSlug program,
        UncreditedConversion uncreditedConversion,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the event {uncreditedConversion.Event} of {program}");
        while (await events.FindAsync(program, uncreditedConversion.Event, cancellationToken) is { } stored)
        {
            var next = stored.Event with { Attempt = uncreditedConversion.Attempt + 1 };
            if (stored.Event.Attempt != uncreditedConversion.Attempt)
            {
                return stored.Event.Attempt == next.Attempt && stored.Status == EventStatus.Accepted
                    ? stored.Event
                    : null;
            }

            if (await events.ReopenAsync(stored, next, cancellationToken))
            {
                return next;
            }

            await retries.NextAsync(cancellationToken);
        }

        return null;
    }
}
