using System.Net;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Applications;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>
/// Limits the requests for new links, because anyone who has an old link can send an e-mail to the partner by it. Each
/// instance of the app counts on its own, as for all open routes (see <see cref="OpenRoutes"/>).
/// </summary>
public sealed class PayeeLinkLimits(IOptions<ApplicationOptions> options, TimeProvider clock)
{
    private const int PerPartnerAndDay = 3;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly RecentCounts<PartnerId> partners = new(PerPartnerAndDay, Day, clock);
    private readonly RecentCounts<ulong> networks = new(options.Value.PerNetworkAndHour, Hour, clock);

    /// <summary>The reason to send no new link at present, or null.</summary>
    /// <param name="partner">The partner that would get the link.</param>
    /// <param name="caller">The caller's IP address, or null when it is unknown.</param>
    public string? Refuse(PartnerId partner, IPAddress? caller) =>
        CallerNetwork.Of(caller) is { } network && !networks.TryCount(network)
            ? "Too many requests came from this network. Ask again in an hour."
        : partners.TryCount(partner) ? null
        : "We have already sent several links today. Use the latest one, or ask again tomorrow.";
}
