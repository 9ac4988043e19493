using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding.Partners;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>Stores the tax forms that partners submit by their links. A form applies at once.</summary>
public sealed class TaxFormService(
    PayeeLinkReader links,
    PartnerStore partners,
    PartnerChanges changes,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <summary>Returns the current state of the link and changes nothing.</summary>
    public Task<PayeeLinkResult> OpenAsync(string text, CancellationToken cancellationToken) =>
        links.OpenAsync(text, PayoutDetailsLinks.IsUnusedForTaxForm, cancellationToken);

    /// <summary>Stores the form. A form that is sent twice is stored once and gets the same answer twice.</summary>
    public async Task<PayeeLinkResult> SubmitAsync(
        string text,
        IReadOnlyDictionary<string, string> entered,
        CancellationToken cancellationToken
    )
    {
        var opened = await OpenAsync(text, cancellationToken);
        if (opened is not (PayeeLinkResult.Open or PayeeLinkResult.Used))
        {
            return opened;
        }

        var payee = opened.Payee!;
        var form = TaxFormCheck.Check(entered, payee.Partner.Country, Today(payee));
        if (!form.Succeeded)
        {
            return opened is PayeeLinkResult.Used ? opened : new PayeeLinkResult.Refused(payee, form.Problem);
        }

        if (opened is PayeeLinkResult.Open { Token: var token })
        {
            var changed = await changes.ChangeAsync(
                payee.Program,
                payee.Partner.Id.Value,
                partner => Submitted(partner, token, form.Value),
                cancellationToken
            );
            if (!changed.Succeeded && changed.Problem.Kind != ProblemKind.Conflict)
            {
                return new PayeeLinkResult.Invalid();
            }

            // After a conflict another request has used the link.
            var stored =
                changed.Value ?? await partners.FindAsync(payee.Program.Slug, payee.Partner.Id, cancellationToken);
            payee = payee with { Partner = stored ?? payee.Partner };
        }

        return await CompleteAsync(payee, form.Value, cancellationToken);
    }

    private static Result<PartnerChange> Submitted(Partner partner, LinkToken token, TaxForm form) =>
        PayeeLinkReader.IsOf(token, partner) && PayoutDetailsLinks.IsUnusedForTaxForm(token, partner)
            ? new PartnerChange(
                partner with
                {
                    Tax = new PartnerTax(form.Form, "submitted", form.ExpiresOn),
                    Entries = partner.Entries with { TaxForms = partner.Entries.TaxForms + 1 },
                },
                [],
                new ChangedSecrets(TaxForm: form)
            )
            : Problem.Conflict("The link has been used.");

    // Another request can have submitted another form by the same link.
    private async Task<PayeeLinkResult> CompleteAsync(Payee payee, TaxForm form, CancellationToken cancellationToken)
    {
        var partner = payee.Partner;
        if (await partners.ReadTaxFormAsync(partner.Program, partner.Id, cancellationToken) != form)
        {
            return new PayeeLinkResult.Used(payee);
        }

        await audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                $"partner:{partner.Id}:tax_form:{partner.Entries.TaxForms}",
                partner.Id.Value,
                "tax_form_submitted",
                partner.Id.Value,
                form.ExpiresOn is { } day ? $"{form.Form}, valid until {day:O}." : $"{form.Form}.",
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        return new PayeeLinkResult.Saved(payee);
    }

    private DateOnly Today(Payee payee) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), payee.Program.Zone).DateTime);
}
