using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Programs;

/// <summary>
/// The action for each quality screen: <c>hold</c> or <c>allow</c>. By default, every screen except paid search holds.
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

    /// <summary>The actions that the body contains.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<string> Said =>
        new[] { OwnDomain, DisposableEmail, DuplicateCustomer, Burst, PaidSearch }.OfType<string>();

    /// <summary>Whether the text is <c>hold</c> or <c>allow</c>.</summary>
    public static bool IsKnown(string said) => said is Hold or Allow;

    /// <summary>The actions of the given screens.</summary>
    public static ScreensBody Of(QualityScreens screens) =>
        new(
            Say(screens.OwnDomain),
            Say(screens.DisposableEmail),
            Say(screens.DuplicateCustomer),
            Say(screens.Burst),
            Say(screens.PaidSearch)
        );

    /// <summary>The screens; a missing action has its default.</summary>
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
