using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Payouts.Tax;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using CsvHelper;

namespace AffiliateFunctions.Payouts.TaxYears;

/// <summary>What was paid to the partners of a program in a calendar year.</summary>
/// <param name="Year">The year, in the program's time zone.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="Total">Everything that was paid, in minor units.</param>
/// <param name="ByMethod">The totals of the methods.</param>
/// <param name="Partners">The partners that were paid, by id.</param>
/// <param name="Form1099Nec">The partners to report on Form 1099-NEC; null for programs that pay in another currency
/// than US dollars.</param>
[ResponseExample(
    """
        {
          "year": 2026,
          "currency": "USD",
          "total": 250000,
          "by_method": { "ach": 250000 },
          "partners": [
            {
              "partner_id": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
              "name": "Pat Partner",
              "company": "Partner Agency",
              "country": "US",
              "paid": 250000,
              "by_method": { "ach": 250000 },
              "reportable": 250000,
              "tax_form": "w9",
              "tax_form_status": "verified",
              "form1099_nec": "required"
            }
          ],
          "form1099_nec": {
            "threshold": 200000,
            "is_threshold_adjusted": false,
            "required": ["prt_01m1k9n3e0v3rs3dtr98h6bcfn"],
            "form_missing": []
          }
        }
        """
)]
internal sealed record TaxYearAnswer(
    int Year,
    string Currency,
    long Total,
    IReadOnlyDictionary<string, long> ByMethod,
    IReadOnlyList<PaidPartner> Partners,
    Form1099NecList? Form1099Nec
)
{
    public static TaxYearAnswer Of(AffiliateProgram program, int year, IReadOnlyList<PaidPartner> paid)
    {
        var isUsed = program.Currency == Form1099Rules.Currency;
        var partners = isUsed ? [.. paid.Select(partner => partner.In(year))] : paid;
        return new TaxYearAnswer(
            year,
            program.Currency,
            partners.Sum(partner => partner.Paid),
            partners
                .SelectMany(partner => partner.ByMethod)
                .GroupBy(total => total.Key, StringComparer.Ordinal)
                .ToDictionary(method => method.Key, method => method.Sum(total => total.Value)),
            partners,
            isUsed ? Form1099NecList.Of(year, partners) : null
        );
    }

    /// <summary>The partners as CSV (RFC 4180), with decimal amounts.</summary>
    public string ToCsv()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, ExportAnswer.Format, leaveOpen: true))
        {
            csv.WriteRecord([
                "partner_id",
                "name",
                "company",
                "country",
                "tax_form",
                "tax_form_status",
                .. PayoutMethods.All,
                "paid",
                "reportable",
                "form_1099_nec",
                "currency",
            ]);
            foreach (var partner in Partners)
            {
                csv.WriteField(partner.PartnerId.Value);
                csv.WriteField(partner.Name);
                csv.WriteField(partner.Company);
                csv.WriteField(partner.Country);
                csv.WriteField(partner.TaxForm ?? string.Empty);
                csv.WriteField(partner.TaxFormStatus);
                foreach (var method in PayoutMethods.All)
                {
                    csv.WriteField((object)DecimalOf(partner.ByMethod.GetValueOrDefault(method)));
                }

                csv.WriteField((object)DecimalOf(partner.Paid));
                csv.WriteField((object)DecimalOf(partner.Reportable));
                csv.WriteField(partner.Form1099Nec is { } status ? StoredJson.NameOf(status) : string.Empty);
                csv.WriteField(Currency);
                csv.EndRecord();
            }
        }

        return text.ToString();
    }

    private decimal DecimalOf(long amount) =>
        DisplayFormat.DecimalOf(amount, Affiliate.Domain.Monetary.Currency.Parse(Currency).Digits);
}

/// <summary>What was paid to one partner in a year.</summary>
/// <param name="PartnerId">The partner.</param>
/// <param name="Name">The name of the contact.</param>
/// <param name="Company">The company.</param>
/// <param name="Country">The country, ISO 3166-1 alpha-2.</param>
/// <param name="Paid">Everything that was paid, in minor units.</param>
/// <param name="ByMethod">The totals of the methods.</param>
/// <param name="Reportable">What was paid by methods whose payments the payer reports.</param>
/// <param name="TaxForm">The tax form, or null.</param>
/// <param name="TaxFormStatus"><c>missing</c>, <c>submitted</c> or <c>verified</c>.</param>
/// <param name="Form1099Nec">What has to be done about Form 1099-NEC; null for another currency than US
/// dollars.</param>
internal sealed record PaidPartner(
    PartnerId PartnerId,
    string Name,
    string Company,
    string Country,
    long Paid,
    IReadOnlyDictionary<string, long> ByMethod,
    long Reportable,
    string? TaxForm,
    string TaxFormStatus,
    Form1099Status? Form1099Nec = null
)
{
    /// <summary>Returns the totals of a partner. A form that is not valid counts as missing.</summary>
    public static PaidPartner Of(
        PartnerId id,
        Partner? partner,
        IReadOnlyDictionary<string, long> methods,
        bool isFormValid
    ) =>
        new(
            id,
            partner?.Name ?? string.Empty,
            partner?.Company ?? string.Empty,
            partner?.Country ?? string.Empty,
            methods.Values.Sum(),
            methods,
            methods.Where(method => Form1099Rules.Counts(method.Key)).Sum(method => method.Value),
            partner?.Tax.Form,
            partner is not null && isFormValid ? partner.Tax.Status : "missing"
        );

    public PaidPartner In(int year) =>
        this with
        {
            Form1099Nec = Form1099Rules.StatusOf(
                new TaxPayee(TaxForm, TaxFormStatus is "submitted" or "verified", Country),
                Reportable,
                year
            ),
        };
}

/// <summary>The partners to report on Form 1099-NEC.</summary>
/// <param name="Threshold">The amount from which payments of the year are reported, in cents.</param>
/// <param name="IsThresholdAdjusted">Whether the tax authority publishes a higher amount for the year, adjusted to
/// inflation.</param>
/// <param name="Required">The partners to report.</param>
/// <param name="FormMissing">The partners above the threshold without the form that decides or completes the
/// report.</param>
internal sealed record Form1099NecList(
    long Threshold,
    bool IsThresholdAdjusted,
    IReadOnlyList<PartnerId> Required,
    IReadOnlyList<PartnerId> FormMissing
)
{
    public static Form1099NecList Of(int year, IReadOnlyList<PaidPartner> partners) =>
        new(
            Form1099Rules.ThresholdOf(year),
            Form1099Rules.IsAdjusted(year),
            IdsOf(partners, Form1099Status.Required, Form1099Status.RequiredFormMissing),
            IdsOf(partners, Form1099Status.FormMissing, Form1099Status.RequiredFormMissing)
        );

    private static List<PartnerId> IdsOf(IEnumerable<PaidPartner> partners, params Form1099Status[] statuses) =>
        [
            .. partners
                .Where(partner => partner.Form1099Nec is { } status && statuses.Contains(status))
                .Select(partner => partner.PartnerId),
        ];
}
