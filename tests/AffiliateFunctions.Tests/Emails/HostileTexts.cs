using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Applications;

namespace AffiliateFunctions.Tests.Emails;

/// <summary>
/// Names and sentences of strangers who try to break an e-mail: with markup, with characters that nobody sees or that
/// reorder text, and with words that do not fit on a screen. Webhooks and rows that were stored earlier can hold them.
/// </summary>
internal static class HostileTexts
{
    /// <summary>A name with markup, a direction override and characters without a width.</summary>
    public const string Name = "Pat \u202Egnp.exe\u202C <b onclick=\"x()\">O'Neil</b>\u200B & S\u00F6hne\u2066\uFEFF";

    /// <summary>A company of right-to-left words and a number.</summary>
    public const string Company = "\u05E9\u05DC\u05D5\u05DD 2000 \u0634\u0631\u0643\u0629 <i>Ltd</i>";

    /// <summary>A sentence with a line break, a script and a word without a place to break it.</summary>
    public const string Sentence =
        "</p><script>alert(1)</script>\u061C Wordwithoutend"
        + "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaftsraddampferkapitaen\r\n"
        + "\u200F100 \u05E9\u05E7\u05DC\u05D9\u05DD \U0001F469\u200D\U0001F4BB.";

    /// <summary>An address of 200 characters.</summary>
    public static string Address { get; } =
        $"{new string('a', 64)}@{new string('b', 63)}.{new string('c', 63)}.example.org"[..200];

    private static readonly string Hash = new('a', 64);

    /// <summary>A person with such a name.</summary>
    public static Person Person(string email) => new(Name, email);

    /// <summary>A partner with such texts.</summary>
    public static Partner Partner(string id, PartnerStatus status = PartnerStatus.Active) =>
        new()
        {
            Id = PartnerId.Parse(id),
            Program = ProgramSlug.Parse("demo"),
            Name = Name,
            Email = $"{id}.{Address}",
            Company = Company,
            Country = "DE",
            Status = status,
            StatusSince = EmailScene.Now,
            Closing = status == PartnerStatus.Closed ? PartnerClosing.At(EmailScene.Now, OpenCommissions.Hold) : null,
            Group = "default",
            Code = id.Replace("prt_", string.Empty, StringComparison.Ordinal),
            Coupons = [$"SAVE-{id}", new string('W', 40) + id],
            Tax = new PartnerTax(null, "missing"),
            Payout = new PartnerPayout("sepa", Company)
            {
                Account = Hash,
                ChangedAt = EmailScene.Now,
                PreviousSummary = Sentence,
            },
            Terms = new PartnerTerms("1", EmailScene.Now),
            ApprovedBy = "owner@example.com",
            CreatedAt = EmailScene.Now,
        };

    /// <summary>A change of payout details with such texts.</summary>
    public static PayoutChange Change(PayoutChangeStatus status) =>
        new("change", EmailScene.Now, "sepa", Company, Hash, status) { DecidedAt = EmailScene.Now };

    /// <summary>An application with such texts.</summary>
    public static PartnerApplication Application(ApplicationStatus status) =>
        new()
        {
            Id = ApplicationId.Parse("app_1"),
            Program = ProgramSlug.Parse("demo"),
            Applicant = new ApplicantProfile(
                Name,
                Address,
                Company,
                "https://partner.example.org",
                "DE",
                Sentence,
                Sentence,
                new Dictionary<string, System.Text.Json.JsonElement>(StringComparer.Ordinal),
                null
            ),
            Status = status,
            Terms = new PartnerTerms("1", EmailScene.Now),
            SubmittedAt = EmailScene.Now,
            DecidedAt = EmailScene.Now,
            MessageToApplicant = Sentence,
            Timeline = [],
        };
}
