using Affiliate.Domain.Identity;
using AffiliateFunctions.Tracking.Invoices;
using AffiliateFunctions.Tracking.Retry;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Stores other ids of invoices. Refunds that were waiting under such an id are then applied to the sale.
/// </summary>
public sealed class InvoiceAliases(InvoiceStore invoices, RetryEvents retry)
{
    /// <summary>Stores the ids. The call may be repeated.</summary>
    public async Task KeepAsync(
        ProgramSlug program,
        IReadOnlyList<InvoiceName> names,
        CancellationToken cancellationToken
    )
    {
        foreach (
            var (name, invoice) in names.Where(invoiceName =>
                InvoiceId.TryParse(invoiceName.Name, out _) && InvoiceId.TryParse(invoiceName.Invoice, out _)
            )
        )
        {
            // The waiting refunds are removed last, so that a repeated webhook finds them again after an interruption.
            var waiting = await invoices.NameAsync(program, name, invoice, cancellationToken);
            foreach (var refund in waiting)
            {
                // A rejection only means that the refund is no longer held and needs no retry.
                await retry.RetryAsync(program, refund.Event, corrected: null, cancellationToken);
            }

            if (waiting.Count > 0)
            {
                await invoices.ClearAsync(program, name, waiting, cancellationToken);
            }
        }
    }
}
