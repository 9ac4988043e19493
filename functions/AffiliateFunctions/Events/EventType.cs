namespace AffiliateFunctions.Events;

/// <summary>The kinds of tracking events.</summary>
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

    /// <summary>What a sale that was told before comes to now.</summary>
    SaleChange,
}
