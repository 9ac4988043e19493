namespace Affiliate.Domain.Programs;

/// <summary>The stage of a program: draft → pilot → live ⇄ paused → closed.</summary>
public enum ProgramStage
{
    /// <summary>The program is being set up and accepts nothing yet.</summary>
    Draft,

    /// <summary>The program runs within the pilot limits.</summary>
    Pilot,

    /// <summary>The program runs without pilot limits.</summary>
    Live,

    /// <summary>The program accepts no new partners and makes no payouts; tracking continues.</summary>
    Paused,

    /// <summary>The program has ended permanently.</summary>
    Closed,
}
