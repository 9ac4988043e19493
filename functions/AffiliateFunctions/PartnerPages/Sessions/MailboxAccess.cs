using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PartnerPages.Sessions;

/// <summary>
/// The links to sign in that one mailbox received, and the sessions that were opened by them. Links and sessions are in
/// one document, so that a link is used up in the same write that opens its session.
/// </summary>
public sealed record MailboxAccess
{
    /// <summary>The highest number of links that an address of a mailbox receives in an hour.</summary>
    public const int MaxLinksPerHour = 3;

    // A further sign-in ends the oldest session.
    private const int MaxSessions = 10;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The links of the last hour.</summary>
    public IReadOnlyList<SignInLink> Links { get; init; } = [];

    /// <summary>The sessions, the oldest first.</summary>
    public IReadOnlyList<PartnerSession> Sessions { get; init; } = [];

    /// <summary>The last sign-in of each partner.</summary>
    public IReadOnlyList<PartnerSignIn> SignIns { get; init; } = [];

    /// <summary>
    /// The document with another link; the same document if it has the link already, and null beyond the limit.
    /// </summary>
    public MailboxAccess? WithLink(SignInLink link)
    {
        if (Links.Any(sent => sent.Id == link.Id))
        {
            return this;
        }

        List<SignInLink> recent = [.. Links.Where(sent => sent.SentAt > link.SentAt - Hour)];
        return recent.Count(sent => sent.Address == link.Address) < MaxLinksPerHour
            ? this with
            {
                Links = [.. recent, link],
            }
            : null;
    }

    /// <summary>
    /// The document with the session that a link opens; null if the link was used before or is not known.
    /// </summary>
    /// <param name="link">The id of the link.</param>
    /// <param name="secretHash">The hash of the session's secret.</param>
    /// <param name="now">The time of the sign-in.</param>
    public MailboxAccess? WithSession(string link, string secretHash, DateTimeOffset now)
    {
        if (Links.FirstOrDefault(sent => sent.Id == link) is not { UsedAt: null } unused)
        {
            return null;
        }

        var session = new PartnerSession(secretHash, now + PartnerSession.Lifetime, unused.Partners)
        {
            Address = unused.Address,
        };
        return this with
        {
            Links = [.. Links.Select(sent => sent.Id == link ? sent with { UsedAt = now } : sent)],
            Sessions = [.. Sessions.Where(open => open.Until > now).Append(session).TakeLast(MaxSessions)],
            SignIns =
            [
                .. SignIns.ExceptBy(unused.Partners, signIn => signIn.Partner),
                .. unused.Partners.Select(partner => new PartnerSignIn(partner, now)),
            ],
        };
    }

    /// <summary>The document without one session.</summary>
    public MailboxAccess WithoutSession(string secretHash) =>
        this with
        {
            Sessions = [.. Sessions.Where(session => session.SecretHash != secretHash)],
        };

    /// <summary>The document without any session.</summary>
    public MailboxAccess WithoutSessions() => this with { Sessions = [] };

    /// <summary>Whether the document names the partner.</summary>
    public bool Names(ProgramPartner partner) =>
        Links.Any(link => link.Partners.Contains(partner))
        || Sessions.Any(session => session.Partners.Contains(partner))
        || SignIns.Any(signIn => signIn.Partner == partner);

    /// <summary>The document without a partner; null if it then has nothing left.</summary>
    public MailboxAccess? Without(ProgramPartner partner)
    {
        var rest = new MailboxAccess
        {
            Links =
            [
                .. Links
                    .Select(link => link with { Partners = [.. link.Partners.Where(other => other != partner)] })
                    .Where(link => link.Partners.Count > 0),
            ],
            Sessions =
            [
                .. Sessions
                    .Select(session =>
                        session with
                        {
                            Partners = [.. session.Partners.Where(other => other != partner)],
                        }
                    )
                    .Where(session => session.Partners.Count > 0),
            ],
            SignIns = [.. SignIns.Where(signIn => signIn.Partner != partner)],
        };
        return rest.Links.Count + rest.Sessions.Count + rest.SignIns.Count > 0 ? rest : null;
    }
}

/// <summary>A link to sign in.</summary>
/// <param name="Id">The id.</param>
/// <param name="SentAt">When the link was sent.</param>
/// <param name="Partners">The partners of the address at that time.</param>
public sealed record SignInLink(string Id, DateTimeOffset SentAt, IReadOnlyList<ProgramPartner> Partners)
{
    /// <summary>The key of the address that the link was sent to; null for links of earlier versions.</summary>
    public string? Address { get; init; }

    /// <summary>When the link was used, or null. A link opens one session.</summary>
    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>A session of a browser.</summary>
/// <param name="SecretHash">The SHA-256 of the secret in the browser's cookie.</param>
/// <param name="Until">When the session ends.</param>
/// <param name="Partners">
/// The partners whose pages the session shows, as long as the program knows them under the session's address.
/// </param>
public sealed record PartnerSession(string SecretHash, DateTimeOffset Until, IReadOnlyList<ProgramPartner> Partners)
{
    /// <summary>
    /// The key of the address that the link of the session was sent to. Sessions of earlier versions have none and show
    /// no partner.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>How long a session lasts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);
}

/// <summary>A partner of a program.</summary>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
public sealed record ProgramPartner(ProgramSlug Program, PartnerId Partner);

/// <summary>The last sign-in of a partner.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="At">When the partner signed in.</param>
public sealed record PartnerSignIn(ProgramPartner Partner, DateTimeOffset At);
