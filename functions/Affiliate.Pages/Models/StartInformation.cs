namespace Affiliate.Pages.Models;

/// <summary>The model of the page at the root of the app.</summary>
/// <param name="Health">The health of the app in a sentence.</param>
/// <param name="Links">The pages to go on to.</param>
public sealed record StartInformation(string Health, IReadOnlyList<NextPage> Links);
