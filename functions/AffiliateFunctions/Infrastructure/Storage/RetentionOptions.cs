using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// How long rows are kept that neither the ledger nor the audit log needs. Each lowest value is longer than the time in
/// which the app, a review of a quarter or a dispute still reads the rows.
/// </summary>
public sealed record RetentionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Retention";

    private const int Longest = 3650;

    /// <summary>
    /// How many days the clicks on links are kept. Attribution does not read them, because a click id has its partner and
    /// time; they are shown in lists and exports.
    /// </summary>
    [Range(120, Longest)]
    public int ClicksDays { get; init; } = 400;

    /// <summary>How many days events of providers are kept that are ignored, with their reasons.</summary>
    [Range(30, Longest)]
    public int IgnoredEventsDays { get; init; } = 90;

    /// <summary>
    /// How many days deliveries of outgoing webhooks are kept. A delivery is attempted for less than the lowest value.
    /// </summary>
    [Range(14, Longest)]
    public int DeliveriesDays { get; init; } = 30;

    /// <summary>How many days the ids of received webhooks about payouts are kept, so that each counts once.</summary>
    [Range(120, Longest)]
    public int ProviderEventsDays { get; init; } = 400;

    /// <summary>How many rows of one kind a nightly run removes of one program. The rest follows the next night.</summary>
    [Range(100, 1_000_000)]
    public int RowsPerRun { get; init; } = 50_000;
}
