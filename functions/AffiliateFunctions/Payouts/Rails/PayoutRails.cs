using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Rails;

/// <summary>Knows the rails of the app.</summary>
public sealed class PayoutRails
{
    /// <summary>The rail of PayPal's Payouts API.</summary>
    internal const string PayPal = "paypal";

    private readonly FileRail files;
    private readonly IApiRail[] apis;

    internal PayoutRails(FileRail files, IEnumerable<IApiRail> apis) => (this.files, this.apis) = (files, [.. apis]);

    /// <summary>The payout methods that can be paid through the API of their provider.</summary>
    public IReadOnlyList<string> ApiMethods => [.. apis.Where(rail => rail.IsEnabled).Select(rail => rail.Name)];

    /// <summary>The name of a rail's provider, for people.</summary>
    public static string TitleOf(string rail) => rail == PayPal ? "PayPal" : rail;

    /// <summary>
    /// The rail that pays a method in a cycle: a file, unless the cycle's approval says that the API of a provider pays
    /// it and the app still has the credentials.
    /// </summary>
    internal IPayoutRail Of(StoredCycle cycle, string method) =>
        cycle.ApiMethods.Contains(method) && apis.FirstOrDefault(rail => rail.Name == method) is { IsEnabled: true } api
            ? api
            : files;

    /// <summary>The rail of a batch, or null for a file that people hand over.</summary>
    internal IApiRail? ApiOf(CycleFile file) => apis.FirstOrDefault(rail => rail.Name == file.Rail);
}
