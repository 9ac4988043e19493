using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Touches;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Attribution;

/// <summary>
/// Retries conversions without a credited partner once an earlier touch of their customer is found, because events may
/// arrive in any order. Such a conversion is in no ledger yet. The conversion is reopened and processed like any other
/// event, in a message of its own. The customer's row lists the conversion until it is decided, so an interrupted
/// revisit is repeated.
/// </summary>
public sealed class RevisitConversions(
    EventStore events,
    GroupCommit commit,
    LinkedTouches touches,
    CustomerLinks links
)
{
    /// <summary>
    /// Reopens and queues the conversions for which touches count now: those of the customer and of its linked
    /// customers. Completes when the conversions are stored.
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

    // Returns null if another process was faster and the conversion is decided.
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
