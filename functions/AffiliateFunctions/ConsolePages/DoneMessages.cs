namespace AffiliateFunctions.ConsolePages;

/// <summary>
/// What pages say after a form was carried out. The address of the page names the message, so that no text of a stranger
/// can stand there.
/// </summary>
internal static class DoneMessages
{
    /// <summary>Failed processes were started again.</summary>
    public const string Restarted = "restarted";

    /// <summary>Deliveries were made due again.</summary>
    public const string Redelivered = "redelivered";

    /// <summary>A hold was ended.</summary>
    public const string Decided = "decided";

    /// <summary>A second person was asked to void a commission.</summary>
    public const string VoidAsked = "void-asked";

    /// <summary>A partner was suspended.</summary>
    public const string Suspended = "suspended";

    /// <summary>A partner was reinstated.</summary>
    public const string Reinstated = "reinstated";

    /// <summary>The holds of a customer were lifted.</summary>
    public const string HoldLifted = "hold-lifted";

    private static readonly Dictionary<string, string> Messages = new(StringComparer.Ordinal)
    {
        [Restarted] = "The selected processes are started again.",
        [Redelivered] = "The selected deliveries are sent again.",
        [Decided] = "The decision is recorded. Where an earlier decision exists, the earlier one stands.",
        [VoidAsked] = "A second person of the charter was asked by e-mail to approve the void.",
        [Suspended] = "The partner is suspended and told by e-mail.",
        [Reinstated] = "The partner is active again and told by e-mail.",
        [HoldLifted] = "New commissions for this customer are no longer held.",
    };

    /// <summary>The message of a name, or null.</summary>
    public static string? Of(string? name) => name is null ? null : Messages.GetValueOrDefault(name);
}
