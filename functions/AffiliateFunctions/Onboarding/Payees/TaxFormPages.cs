using Affiliate.Domain.Payouts;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>The pages on which partners submit their tax form.</summary>
public sealed class TaxFormPages(PageAnswers pages, PayeePages payees)
{
    /// <summary>The page of a result. A form with mistakes keeps the entered values.</summary>
    /// <param name="result">The result of the link.</param>
    /// <param name="token">The token of the link.</param>
    /// <param name="entered">The entered values; for a first look, the form that is asked for.</param>
    public Task<IResult> AnswerAsync(
        PayeeLinkResult result,
        string token,
        IReadOnlyDictionary<string, string> entered
    ) =>
        result switch
        {
            PayeeLinkResult.Open open => FormAsync(open.Owner, token, entered, UnknownForm(entered)),
            PayeeLinkResult.Refused refused => FormAsync(refused.Owner, token, entered, refused.Problem),
            PayeeLinkResult.Saved saved => SavedAsync(saved.Owner.Partner.Tax),
            _ => payees.AnswerAsync(result, token, EnteredDetails.None),
        };

    /// <summary>The name of a form.</summary>
    internal static string NameOf(string form) =>
        form switch
        {
            TaxForms.W9 => "form W-9",
            TaxForms.W8Ben => "form W-8BEN",
            TaxForms.W8BenE => "form W-8BEN-E",
            _ => form,
        };

    private Task<IResult> FormAsync(
        Payee payee,
        string token,
        IReadOnlyDictionary<string, string> entered,
        Problem? problem
    )
    {
        var forms = TaxForms.For(payee.Partner.Country);
        var asked = entered.GetValueOrDefault("form", string.Empty);
        var form = forms.Contains(asked) ? asked : forms[0];
        var action = PayoutDetailsLinks.TaxFormPathOf(token);
        return pages.AnswerAsync<EntryPage>(
            new EntryForm
            {
                Brand = payee.Program.Brand(),
                Title = $"Your tax {NameOf(form)}",
                Paragraphs = [TaxFormTexts.Purpose(form), NeedOf(payee)],
                TabsLabel = "Tax forms",
                Tabs =
                [
                    .. forms.Select(one => new EntryTab(TaxFormTexts.Who(one), $"{action}?form={one}", one == form)),
                ],
                Action = action,
                Button = "Sign and submit",
                Hidden = new Dictionary<string, string> { ["form"] = form },
                Fields = TaxFormTexts.Fields(form),
                Values = ValuesOf(entered, payee),
                Statements = TaxFormTexts.Statements(form),
                Consent = new EntryChoice("certified", "I certify this under penalties of perjury."),
                Errors =
                    problem?.Errors.ToDictionary(
                        error => error.Key == "/form" ? string.Empty : error.Key.TrimStart('/'),
                        error => error.Value
                    )
                    ?? [],
            },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );
    }

    private Task<IResult> SavedAsync(PartnerTax tax) =>
        pages.StatusAsync(
            new StatusMessage(
                "Your tax form is submitted",
                tax.ExpiresAt is { } day
                    ? $"It is valid through {DisplayFormat.Day(day)}. After that day nothing is paid until you submit a "
                        + "new form. The numbers are stored encrypted and are never shown again."
                    : "It does not expire. The numbers are stored encrypted and are never shown again.",
                StatusTone.Ok,
                [new Fact("Submitted", $"Tax {NameOf(tax.Form!)}")]
            )
        );

    private static Problem? UnknownForm(IReadOnlyDictionary<string, string> entered) =>
        entered.GetValueOrDefault("form") is { Length: > 0 } asked && !TaxForms.All.Contains(asked)
            ? Problem.Invalid("/form", $"There is no tax form '{asked}'. Choose one of those above.")
            : null;

    private static string NeedOf(Payee payee) =>
        payee.Policy.NeedsTaxForm
            ? $"{payee.Program.Name} pays only partners whose tax form it has. The numbers are stored encrypted."
            : $"{payee.Program.Name} pays you without a tax form too. The numbers are stored encrypted.";

    private static Dictionary<string, string> ValuesOf(IReadOnlyDictionary<string, string> entered, Payee payee)
    {
        var values = new Dictionary<string, string>(entered, StringComparer.Ordinal);
        values.TryAdd("country", payee.Partner.Country);
        values.TryAdd("name", payee.Partner.Company);
        return values;
    }
}
