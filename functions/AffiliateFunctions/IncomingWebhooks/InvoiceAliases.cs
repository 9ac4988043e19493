using Affiliate.Domain.Identity;
using AffiliateFunctions.Tracking.Invoices;
using AffiliateFunctions.Tracking.Retry;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>Notes other names of invoices; refunds that waited under such a name for a sale go on to it.</summary>
public sealed class InvoiceAliases(InvoiceStore invoices, RetryEvents retry)
{
    /// <summary>Keeps the names. Ends when they are stored, and may be repeated.</summary>
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
            // They are forgotten last: cut off before that, the repeated webhook finds them waiting still.
            var waiting = await invoices.NameAsync(program, name, invoice, cancellationToken);
            foreach (var refund in waiting)
            {
                // One that is no longer held needs no further try, which is all that a refusal here says.
                await retry.RetryAsync(program, refund.Event, mended: null, cancellationToken);
            }

            if (waiting.Count > 0)
            {
                await invoices.ClearAsync(program, name, waiting, cancellationToken);
            }
        }
    }
}
