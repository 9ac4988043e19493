using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Tracking.Intake;
using AffiliateFunctions.Tracking.Invoices;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Processes what a provider sends about a sale that is already known. When the figures of the sale differ, the change
/// becomes an event of its own, identified by the new state. The change is stored with the invoice before it is queued,
/// so the next webhook about the sale is compared with it.
/// </summary>
public sealed class ChangedSales(EventIntake intake, InvoiceStore invoices)
{
    /// <summary>
    /// Returns the events with amounts in the currency of their sale. An event whose sale is unknown or lost is
    /// ignored.
    /// </summary>
    public async Task<IReadOnlyList<ProviderEvent>> WithAmountsAsync(
        ProgramSlug program,
        IReadOnlyList<ProviderEvent> events,
        CancellationToken cancellationToken
    )
    {
        var read = new List<ProviderEvent>(events.Count);
        foreach (var providerEvent in events)
        {
            read.Add(
                providerEvent.AmountInSaleCurrency is null
                    ? providerEvent
                    : await WithAmountAsync(
                        program,
                        providerEvent,
                        providerEvent.AmountInSaleCurrency,
                        cancellationToken
                    )
            );
        }

        return read;
    }

    /// <summary>Processes the current state of a sale. The call may be repeated.</summary>
    /// <param name="reported">The sale as it is sent now, or a change of it.</param>
    /// <param name="isUpdate">Whether the event contains only the amount and is not a sale by itself.</param>
    /// <param name="isRepeat">Whether the event repeats the sale as it was first sent.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal async Task<Became> TakeAsync(
        TrackingEvent reported,
        bool isUpdate,
        bool isRepeat,
        CancellationToken cancellationToken
    )
    {
        var invoice = await invoices.FindAsync(reported.Program, reported.Body.InvoiceId!, cancellationToken);
        if (isRepeat && invoice?.Change is null)
        {
            return Became.Accepted;
        }

        var change = ChangeOf(reported);
        if (
            invoice is not null
            && invoice.Change?.Event != change.Id
            && Unwanted(invoice, reported, isUpdate) is { } reason
        )
        {
            return isRepeat ? Became.Accepted : Became.NotTracked(reason);
        }

        await invoices.NoteChangeAsync(change, cancellationToken);
        await intake.TakeAsync(
            [change],
            new HashSet<string>(StringComparer.Ordinal) { change.Id.Value },
            cancellationToken
        );
        return Became.Accepted with { Id = change.Id.Value };
    }

    private async Task<ProviderEvent> WithAmountAsync(
        ProgramSlug program,
        ProviderEvent providerEvent,
        string amount,
        CancellationToken cancellationToken
    ) =>
        InvoiceId.TryParse(providerEvent.Body!.InvoiceId, out _)
        && await invoices.FindAsync(program, providerEvent.Body.InvoiceId!, cancellationToken)
            is { Sale.Currency: { } currency } invoice
        && invoice.Effective?.IsLost != true
            ? providerEvent with
            {
                Body = providerEvent.Body with { Amount = MinorUnits.Of(amount, currency), Currency = currency },
            }
            : ProviderEvent.Ignored(providerEvent.Id, providerEvent.Type, IgnoredReasons.SaleUnknown);

    private static string? Unwanted(StoredInvoice invoice, TrackingEvent reported, bool isUpdate) =>
        invoice.ComesTo(reported, byAmount: isUpdate) ? IgnoredReasons.Unchanged
        : reported.AsOf < invoice.AsOf ? IgnoredReasons.Superseded
        : null;

    private static TrackingEvent ChangeOf(TrackingEvent reported)
    {
        var id =
            reported.Type == EventType.SaleChange ? reported.Id.Value : $"{reported.Id}:changed:{DigestOf(reported)}";
        var body = SaleFigures.Of(reported.Body) with
        {
            EventId = id,
            InvoiceId = reported.Body.InvoiceId,
            OccurredAt = reported.AsOf ?? reported.At,
            Metadata = reported.Body.Metadata,
            SaleType = reported.Body.SaleType,
            Reason = reported.Type == EventType.SaleChange ? reported.Body.Reason : null,
        };
        return new TrackingEvent(reported.Program, EventType.SaleChange, body, reported.ReceivedAt)
        {
            IsFromShop = reported.IsFromShop,
            AsOf = reported.AsOf,
        };
    }

    private static string DigestOf(TrackingEvent reported)
    {
        var state = string.Create(
            CultureInfo.InvariantCulture,
            $"{reported.AsOf?.UtcTicks}:{SaleFigures.DigestOf(reported.Body)}"
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))[..16];
    }
}
