namespace AffiliateFunctions.Infrastructure.Ids;

/// <summary>
/// The only source of new ids. An id is a prefix that names the kind, and a ULID, so that ids sort by creation time.
/// </summary>
/// <remarks>Format: https://github.com/ulid/spec, here in lower case.</remarks>
/// <param name="clock">The application's clock.</param>
public sealed class IdSource(TimeProvider clock)
{
    /// <summary>Creates an id, such as <c>prt_01jd…</c>.</summary>
    /// <param name="prefix">The prefix with its underscore: <c>prt_</c>.</param>
    public string Next(string prefix) => prefix + Ulid.NewUlid(clock.GetUtcNow()).ToString().ToLowerInvariant();
}
