namespace AffiliateFunctions.ConsolePages.Access;

/// <summary>A session of the console in one browser.</summary>
/// <param name="SecretHash">The SHA-256 of the secret in the browser's cookie.</param>
/// <param name="Way">How the session was opened, as <see cref="ConsoleOptions.SignIn"/> names it.</param>
/// <param name="Person">The person or the key, as audit records name it.</param>
/// <param name="Address">The e-mail address of the person; null for a session of a function key.</param>
/// <param name="Until">When the session ends.</param>
public sealed record ConsoleSession(string SecretHash, string Way, string Person, string? Address, DateTimeOffset Until)
{
    /// <summary>How long a session lasts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);
}
