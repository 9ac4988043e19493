using System.Collections.Frozen;

namespace AffiliateFunctions.Onboarding.Assets;

/// <summary>
/// Explains to partners that they must disclose that they are paid for a recommendation, in plain words and by the
/// partner's country. The texts are information, not legal advice, and a program can replace them.
/// <list type="bullet">
/// <item>
/// United States: FTC, Guides Concerning the Use of Endorsements and Testimonials in Advertising, 16 CFR 255.5
/// (material connections) and 255.0(f) ("clear and conspicuous": difficult to miss and easily understandable),
/// https://www.ecfr.gov/current/title-16/part-255.
/// </item>
/// <item>
/// European Economic Area: Directive 2005/29/EC, Article 7(2) (commercial intent) and Annex I No. 11 (paid editorial
/// content), https://eur-lex.europa.eu/eli/dir/2005/29; Directive 2000/31/EC, Article 6(a) (commercial communications
/// are identifiable as such), https://eur-lex.europa.eu/eli/dir/2000/31. Labels are national, such as § 5a(4) UWG in
/// Germany and Article 5 of the law 2023-451 in France.
/// </item>
/// <item>
/// United Kingdom: CAP Code, rules 2.1 (obviously identifiable) and 2.3 (commercial intent),
/// https://www.asa.org.uk/type/non_broadcast/code_section/02.html; Digital Markets, Competition and Consumers Act 2024,
/// Part 4 Chapter 1 and Schedule 20, https://www.legislation.gov.uk/ukpga/2024/13.
/// </item>
/// <item>Other countries: ICC Advertising and Marketing Communications Code, on identification.</item>
/// </list>
/// </summary>
internal static class DisclosureDuties
{
    private const string PlaceAndTime =
        "Put the notice beside the link or at the beginning of the post, video or e-mail, in the language of the text, "
        + "and not only on another page, in a footer or behind a button. In a video or a podcast, also say it.";

    private const string Example = "\u201cI earn a commission if you buy through this link.\u201d";

    private const string OtherRules =
        "If your readers live in another country, its rules apply too. This is a summary and not legal advice.";

    // 16 CFR applies in the territories of the United States too (15 U.S.C. 44).
    private static readonly FrozenSet<string> UnitedStates = Countries("US AS GU MP PR UM VI");

    // The member states of the EU with Iceland, Liechtenstein and Norway, and the regions that EU law extends to
    // (Article 355(1) TFEU).
    private static readonly FrozenSet<string> EuropeanEconomicArea = Countries(
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO "
            + "AX GF GP MF MQ RE YT"
    );

    /// <summary>The region whose rules apply to a partner.</summary>
    /// <param name="country">The partner's country, ISO 3166-1 alpha-2.</param>
    public static DisclosureRegion RegionOf(string country) =>
        UnitedStates.Contains(country) ? DisclosureRegion.UnitedStates
        : EuropeanEconomicArea.Contains(country) ? DisclosureRegion.EuropeanEconomicArea
        : country == "GB" ? DisclosureRegion.UnitedKingdom
        : DisclosureRegion.Other;

    /// <summary>The paragraphs for a partner: the program's own wording, or else the standard wording.</summary>
    /// <param name="country">The partner's country, ISO 3166-1 alpha-2.</param>
    /// <param name="wording">The program's own wording.</param>
    public static IReadOnlyList<string> For(string country, DisclosureWording? wording)
    {
        var region = RegionOf(country);
        return wording?.Of(region) is { } own
            ? own.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [DutyOf(region), PlaceAndTime, OtherRules];
    }

    private static string DutyOf(DisclosureRegion region) =>
        region switch
        {
            DisclosureRegion.UnitedStates =>
                "When you recommend us, disclose that you are paid for it. The rules of the FTC (16 CFR Part 255) "
                    + $"demand a notice that is hard to miss and easy to understand, such as: {Example}",
            DisclosureRegion.EuropeanEconomicArea =>
                "When you recommend us, make clear that it is advertising. EU law (Directive 2005/29/EC) forbids paid "
                    + "recommendations that do not say so. Use the label of your country, such as \u201cWerbung\u201d "
                    + "or \u201cAnzeige\u201d in Germany and \u201cPublicité\u201d in France, and explain the link: "
                    + Example,
            DisclosureRegion.UnitedKingdom =>
                "When you recommend us, make it obvious that it is advertising. The CAP Code and the Digital Markets, "
                    + "Competition and Consumers Act 2024 demand it. Begin with the label \u201cAd\u201d and explain "
                    + $"the link: {Example}",
            _ => "When you recommend us, make clear that it is advertising and that you are paid for it, such as: "
                + "\u201cAdvertisement. I earn a commission if you buy through this link.\u201d",
        };

    private static FrozenSet<string> Countries(string codes) => codes.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>The regions whose rules about disclosure the texts distinguish.</summary>
internal enum DisclosureRegion
{
    /// <summary>The United States.</summary>
    UnitedStates,

    /// <summary>The European Union with Iceland, Liechtenstein and Norway.</summary>
    EuropeanEconomicArea,

    /// <summary>The United Kingdom.</summary>
    UnitedKingdom,

    /// <summary>Every other country.</summary>
    Other,
}
