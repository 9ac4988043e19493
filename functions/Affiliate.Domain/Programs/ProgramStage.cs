namespace Affiliate.Domain.Programs;

/// <summary>The stage of a program: draft → pilot → live ⇄ paused → closed.</summary>
public enum ProgramStage
{
    /// <summary>Being set up; nothing is accepted yet.</summary>
    Draft,

    /// <summary>Running within the pilot limits.</summary>
    Pilot,

    /// <summary>Running.</summary>
    Live,

    /// <summary>No new partners and no payouts; tracking goes on.</summary>
    Paused,

    /// <summary>Ended for good.</summary>
    Closed,
}
