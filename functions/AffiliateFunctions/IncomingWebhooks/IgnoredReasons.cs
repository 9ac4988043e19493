namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>The reasons why provider events are ignored, as responses and lists show them.</summary>
internal static class IgnoredReasons
{
    /// <summary>Events of this type contain no touches, sales or refunds.</summary>
    public const string UnknownType = "unknown_type";

    /// <summary>The provider marks the event as a test, and the program does not accept tests.</summary>
    public const string TestEvent = "test_event";

    /// <summary>The event lacks required members, such as an id.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>Nothing was paid, such as for a trial.</summary>
    public const string NothingPaid = "nothing_paid";

    /// <summary>The payment is pending; the provider sends another event once the money has arrived.</summary>
    public const string PaymentPending = "payment_pending";

    /// <summary>
    /// The event moves no money, such as a bank inquiry, a voided invoice or a cancelled subscription. Refunds have
    /// their own events.
    /// </summary>
    public const string NoMoneyMoved = "no_money_moved";

    /// <summary>The event lowers the amount due before the payment; the payment contains the paid amount.</summary>
    public const string BeforePayment = "before_payment";

    /// <summary>The event contains no reference to a partner.</summary>
    public const string NoPartnerNamed = "no_partner_named";

    /// <summary>The event contains only another id of an invoice or a discount, which was stored.</summary>
    public const string NamesNoted = "names_noted";

    /// <summary>The event reports a stage of the merchant's own or another property of a deal.</summary>
    public const string UnknownStage = "unknown_stage";

    /// <summary>The event changes a sale that is not known, such as the amount of a deal that is not won.</summary>
    public const string SaleUnknown = "sale_unknown";

    /// <summary>The sale is already known with the same figures.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>A later state of the sale is already known.</summary>
    public const string Superseded = "superseded";

    /// <summary>The event is already known with other content, which is kept.</summary>
    public const string AlreadyTold = "already_told";
}
