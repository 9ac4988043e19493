using System.ComponentModel.DataAnnotations;
using System.Net;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// The limits on accepted applications. Each application sends an e-mail to an address that a stranger has entered.
/// </summary>
public sealed record ApplicationOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Applications";

    /// <summary>
    /// How many applications one mailbox may submit per day. Addresses that differ only in a label after a plus sign
    /// belong to one mailbox.
    /// </summary>
    [Range(1, 1_000_000)]
    public int PerMailboxAndDay { get; init; } = 5;

    /// <summary>
    /// How many applications may be submitted per hour with addresses of one company domain. Domains of free e-mail
    /// providers are not limited.
    /// </summary>
    [Range(1, 1_000_000)]
    public int PerDomainAndHour { get; init; } = 100;

    /// <summary>How many applications one network may submit per hour. Private networks are not limited.</summary>
    [Range(1, 1_000_000)]
    public int PerNetworkAndHour { get; init; } = 60;

    /// <summary>
    /// How many e-mails per day may ask one mailbox to confirm its address, over all programs and instances.
    /// </summary>
    [Range(1, 1_000_000)]
    public int ConfirmationsPerDay { get; init; } = 3;

    /// <summary>How many such e-mails a mailbox may receive in all until an address of it is confirmed.</summary>
    [Range(1, 1_000_000)]
    public int Confirmations { get; init; } = 10;
}

/// <summary>
/// Prevents strangers from sending many e-mails to one person or company. Each instance of the app counts on its own,
/// as for all open routes (see <see cref="OpenRoutes"/>). A repeated application with the same address sends no second
/// e-mail and is not counted again.
/// </summary>
public sealed class ApplicationLimits(IOptions<ApplicationOptions> options, TimeProvider clock) : IDisposable
{
    private const int MaxRemembered = 100_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly RecentCounts<string> mailboxes = new(options.Value.PerMailboxAndDay, Day, clock);
    private readonly RecentCounts<string> domains = new(options.Value.PerDomainAndHour, Hour, clock);
    private readonly RecentCounts<ulong> networks = new(options.Value.PerNetworkAndHour, Hour, clock);
    private readonly Lock gate = new();
    private readonly MemoryCache counted = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    /// <summary>The problem of an application that exceeds a limit, or null.</summary>
    /// <param name="program">The program.</param>
    /// <param name="email">The applicant's address.</param>
    /// <param name="caller">The caller's IP address, or null when it is unknown.</param>
    public Problem? Refuse(ProgramSlug program, string email, IPAddress? caller)
    {
        if (CallerNetwork.Of(caller) is { } network && !networks.TryCount(network))
        {
            return Refusal("Too many applications came from this network; apply again in an hour.", Hour);
        }

        // Several requests with the same address may run at once.
        lock (gate)
        {
            return RefuseAddress(program, email);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => counted.Dispose();

    private Problem? RefuseAddress(ProgramSlug program, string email)
    {
        var address = (program, email.ToLowerInvariant());
        if (counted.TryGetValue(address, out _))
        {
            return null;
        }

        var mailbox = Mailbox.Of(email);
        if (CompanyDomain.OfEmail(mailbox) is { } domain && !domains.TryCount(domain))
        {
            return Refusal("Too many addresses of this domain have applied; apply again in an hour.", Hour);
        }

        if (!mailboxes.TryCount(mailbox))
        {
            return Refusal("This mailbox has applied too often with different addresses; use your first one.", Day);
        }

        counted.Set(address, true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Day });
        return null;
    }

    private static Problem Refusal(string detail, TimeSpan window) =>
        new(ProblemKind.TooManyRequests, detail) { RetryAfter = window };
}
