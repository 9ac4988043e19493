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
    /// <param name="told">The sale as it is sent now, or a change of it.</param>
    /// <param name="isUpdate">Whether the event contains only the amount and is not a sale by itself.</param>
    /// <param name="isRepeat">Whether the event repeats the sale as it was first sent.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal async Task<Became> TakeAsync(
        TrackingEvent told,
        bool isUpdate,
        bool isRepeat,
        CancellationToken cancellationToken
    )
    {
        var invoice = await invoices.FindAsync(told.Program, told.Body.InvoiceId!, cancellationToken);
        if (isRepeat && invoice?.Change is null)
        {
            return Became.Accepted;
        }

        var change = ChangeOf(told);
        if (
            invoice is not null
            && invoice.Change?.Event != change.Id
            && Unwanted(invoice, told, isUpdate) is { } reason
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

    private static string? Unwanted(StoredInvoice invoice, TrackingEvent told, bool isUpdate) =>
        invoice.ComesTo(told, byAmount: isUpdate) ? IgnoredReasons.Unchanged
        : told.AsOf < invoice.AsOf ? IgnoredReasons.Superseded
        : null;

    private static TrackingEvent ChangeOf(TrackingEvent told)
    {
        var id = told.Type == EventType.SaleChange ? told.Id.Value : $"{told.Id}:changed:{DigestOf(told)}";
        var body = SaleFigures.Of(told.Body) with
        {
            EventId = id,
            InvoiceId = told.Body.InvoiceId,
            OccurredAt = told.AsOf ?? told.At,
            Metadata = told.Body.Metadata,
            SaleType = told.Body.SaleType,
            Reason = told.Type == EventType.SaleChange ? told.Body.Reason : null,
        };
        return new TrackingEvent(told.Program, EventType.SaleChange, body, told.ReceivedAt)
        {
            IsFromShop = told.IsFromShop,
            AsOf = told.AsOf,
        };
    }

    private static string DigestOf(TrackingEvent told)
    {
        var state = string.Create(
            CultureInfo.InvariantCulture,
            $"{told.AsOf?.UtcTicks}:{SaleFigures.DigestOf(told.Body)}"
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))[..16];
    }
}
