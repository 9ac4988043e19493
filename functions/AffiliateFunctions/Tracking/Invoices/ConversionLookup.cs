using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Tracking.Invoices;

/// <summary>Finds the sales of invoices with their outcomes.</summary>
internal sealed class ConversionLookup(InvoiceStore invoices, EventStore events) : IConversionLookup
{
    public async Task<KnownConversion?> FindByInvoiceAsync(
        ProgramSlug program,
        string invoice,
        CancellationToken cancellationToken
    )
    {
        if (
            await invoices.FindAsync(program, invoice, cancellationToken) is not { Sale: { } sale }
            || await events.FindAsync(program, sale.Event, cancellationToken) is not { } stored
        )
        {
            return null;
        }

        return new KnownConversion(
            stored.Event.Id,
            StoredJson.NameOf(stored.Event.Type),
            StoredJson.NameOf(stored.Status),
            stored.Reason,
            stored.Customer ?? sale.Customer,
            stored.Partner,
            stored.Event.Body.Amount,
            stored.Event.Body.Currency,
            stored.Event.At
        )
        {
            IsUncredited = stored is { Status: EventStatus.Applied, Partner: null },
        };
    }
}
