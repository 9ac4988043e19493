namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>Why events of providers are ignored, as the answers and lists name it.</summary>
internal static class IgnoredReasons
{
    /// <summary>Events of this type contain no touches, sales or refunds.</summary>
    public const string UnknownType = "unknown_type";

    /// <summary>The provider marks it as a test, and the program does not accept tests.</summary>
    public const string TestEvent = "test_event";

    /// <summary>It lacks required members, such as an id.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>Nothing was paid, such as for a trial.</summary>
    public const string NothingPaid = "nothing_paid";

    /// <summary>The payment is pending; the provider sends another event once the money has arrived.</summary>
    public const string PaymentPending = "payment_pending";

    /// <summary>
    /// It moves no money, such as an inquiry of a bank, a voided invoice or a cancelled subscription; refunds have
    /// events of their own.
    /// </summary>
    public const string NoMoneyMoved = "no_money_moved";

    /// <summary>It lowers the amount due before the payment; the payment has the amount that was paid.</summary>
    public const string BeforePayment = "before_payment";

    /// <summary>It names no partner.</summary>
    public const string NoPartnerNamed = "no_partner_named";

    /// <summary>It only names an invoice or a discount, which was noted.</summary>
    public const string NamesNoted = "names_noted";

    /// <summary>A stage of the merchant's own, or another property of a deal.</summary>
    public const string UnknownStage = "unknown_stage";

    /// <summary>It changes a sale that is not known, such as the amount of a deal that is not won.</summary>
    public const string SaleUnknown = "sale_unknown";

    /// <summary>The sale is known with the same figures.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>A later state of the sale is known already.</summary>
    public const string Superseded = "superseded";

    /// <summary>The event is known with other content, which stays.</summary>
    public const string AlreadyTold = "already_told";
}
