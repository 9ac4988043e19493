namespace AffiliateFunctions.Events;

/// <summary>The types of tracking events.</summary>
public enum EventType
{
    /// <summary>A click on a partner's link.</summary>
    Click,

    /// <summary>A lead.</summary>
    Lead,

    /// <summary>A change of the stage of a deal.</summary>
    Stage,

    /// <summary>A sale.</summary>
    Sale,

    /// <summary>A refund, a chargeback, or a dispute that was won.</summary>
    Refund,

    /// <summary>A new state of a sale that was reported before.</summary>
    SaleChange,
}
