using System.Net;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>
/// Limits the links that one network asks for. Each instance of the app counts on its own, as for all open routes (see
/// <see cref="OpenRoutes"/>). The limit of a mailbox is stored.
/// </summary>
public sealed class SignInLimits(IOptions<PartnerPageOptions> options, TimeProvider clock)
{
    private readonly RecentCounts<ulong> networks = new(
        options.Value.SignInsPerNetworkAndHour,
        TimeSpan.FromHours(1),
        clock
    );

    /// <summary>Counts a request. Returns false if its network has asked too often.</summary>
    /// <param name="caller">The caller's IP address, or null when it is unknown.</param>
    public bool TryCount(IPAddress? caller) =>
        CallerNetwork.Of(caller) is not { } network || networks.TryCount(network);
}
