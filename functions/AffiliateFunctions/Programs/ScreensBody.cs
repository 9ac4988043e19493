using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Programs;

/// <summary>
/// What is done with what a screen notices, as the contract says it: <c>hold</c> or <c>allow</c>; by default all but
/// paid search are held.
/// </summary>
public sealed record ScreensBody(
    string? OwnDomain = null,
    string? DisposableEmail = null,
    string? DuplicateCustomer = null,
    string? Burst = null,
    string? PaidSearch = null
)
{
    private const string Hold = "hold";
    private const string Allow = "allow";

    /// <summary>All that was said.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<string> Said =>
        new[] { OwnDomain, DisposableEmail, DuplicateCustomer, Burst, PaidSearch }.OfType<string>();

    /// <summary>Whether the text is <c>hold</c> or <c>allow</c>.</summary>
    public static bool IsKnown(string said) => said is Hold or Allow;

    /// <summary>The screens in the words of the contract.</summary>
    public static ScreensBody Of(QualityScreens screens) =>
        new(
            Say(screens.OwnDomain),
            Say(screens.DisposableEmail),
            Say(screens.DuplicateCustomer),
            Say(screens.Burst),
            Say(screens.PaidSearch)
        );

    /// <summary>The screens, with the default for each that is missing.</summary>
    public QualityScreens ToScreens()
    {
        var usual = new QualityScreens();
        return new QualityScreens(
            Holds(OwnDomain, usual.OwnDomain),
            Holds(DisposableEmail, usual.DisposableEmail),
            Holds(DuplicateCustomer, usual.DuplicateCustomer),
            Holds(Burst, usual.Burst),
            Holds(PaidSearch, usual.PaidSearch)
        );
    }

    private static bool Holds(string? said, bool usual) => said is null ? usual : said == Hold;

    private static string Say(bool holds) => holds ? Hold : Allow;
}
