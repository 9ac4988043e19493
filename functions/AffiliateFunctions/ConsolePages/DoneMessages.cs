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

    private static readonly Dictionary<string, string> Messages = new(StringComparer.Ordinal)
    {
        [Restarted] = "The selected processes are started again.",
        [Redelivered] = "The selected deliveries are sent again.",
    };

    /// <summary>The message of a name, or null.</summary>
    public static string? Of(string? name) => name is null ? null : Messages.GetValueOrDefault(name);
}
