namespace AffiliateFunctions.Infrastructure.Ids;

/// <summary>
/// The one source of new ids: a prefix that names the kind, and a ULID, so that ids sort by their time of making.
/// </summary>
/// <remarks>Format: https://github.com/ulid/spec, here in lower case.</remarks>
/// <param name="clock">The application's clock.</param>
public sealed class IdSource(TimeProvider clock)
{
    /// <summary>A new id, such as <c>prt_01jd…</c>.</summary>
    /// <param name="prefix">The prefix with its underscore: <c>prt_</c>.</param>
    public string Next(string prefix) => prefix + Ulid.NewUlid(clock.GetUtcNow()).ToString().ToLowerInvariant();
}
