using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Changes the members that the request contains. Payout details are stored and never returned.</summary>
[Tags("Partners")]
public sealed class PatchPartner(
    IPrograms programs,
    PartnerChanges changes,
    IValidator<PatchPartner.Body> validator,
    PayeeAccounts accounts,
    Recruiters recruiters,
    PartnerRecords records,
    IAuditLog audit,
    IOptions<SiteOptions> site,
    TimeProvider clock
)
{
    private const string Key = "key";

    // A caller repeats a request that was interrupted after the change was stored. The repeated request changes nothing
    // and reports the change.
    private static readonly TimeSpan InterruptedFor = TimeSpan.FromMinutes(10);

    /// <inheritdoc cref="PatchPartner"/>
    [Function(nameof(PatchPartner))]
    [EndpointSummary("Changes a partner; payout details are never returned.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample(
        """
            {
              "group": "gold",
              "tax": { "form": "w9", "status": "verified" },
              "self_billing": true,
              "notifications": { "coaching": false },
              "address": "1 Partner Road, Springfield, IL 62701, USA",
              "payout": {
                "method": "ach",
                "details": {
                  "account_holder": "Partner Agency",
                  "routing_number": "110000000",
                  "account_number": "000123456789",
                  "account_type": "checking"
                }
              }
            }
            """
    )]
    [ProducesResponseType<PartnerAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "patch", Route = "api/programs/{slug}/partners/{id}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => validator.Check(sent))
                    .Then(body => ChangeAsync(program, id, body, orchestrations, cancellationToken))
                    .Match(partner => HttpResults.Ok(PartnerAnswer.Of(partner, site.Value))),
            cancellationToken
        );

    private async Task<Result<Partner>> ChangeAsync(
        AffiliateProgram program,
        string id,
        Body body,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var recruiter = await recruiters.FindAsync(
            program.Slug,
            body.ReferredBy,
            PartnerId.TryParse(id, out var own) ? own : null,
            cancellationToken
        );
        if (!recruiter.Succeeded)
        {
            return recruiter.Problem;
        }

        Partner? before = null;
        var changed = await changes.ChangeAsync(
            program,
            id,
            partner =>
            {
                before = partner;
                var recruited = partner with { ReferredBy = recruiter.Value.Id ?? partner.ReferredBy };
                return body.Apply(recruited, accounts, now)
                    .Then<PartnerChange>(change => change with { Partner = records.Dated(partner, change.Partner) });
            },
            cancellationToken
        );
        if (changed.Succeeded)
        {
            await records.RecordAsync(before, changed.Value, cancellationToken);
            await ReportAsync(changed.Value, body, now, orchestrations, cancellationToken);
        }

        return changed;
    }

    private async Task ReportAsync(
        Partner partner,
        Body body,
        DateTimeOffset now,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (
            body.Payout is not null
            && (partner.Payout.ChangedAt is not { } payoutAt || payoutAt > now - InterruptedFor)
        )
        {
            await accounts.ReportAsync(partner, Key, orchestrations, cancellationToken);
        }

        if (body.Contacts is not null && partner.FinanceContactsChangedAt is { } at && at > now - InterruptedFor)
        {
            await orchestrations.StartContactChangeAsync(
                new PayeeChange(partner.Program, partner.Id, at),
                cancellationToken
            );
        }

        if (partner.SelfBilling is { } billing && billing.Since > now - InterruptedFor)
        {
            await RecordAsync(partner, billing, cancellationToken);
        }
    }

    private Task RecordAsync(Partner partner, SelfBilling billing, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                $"partner:{partner.Id}:self_billing:{billing.Since:O}",
                Key,
                billing.IsAgreed ? "self_billing_agreed" : "self_billing_ended",
                partner.Id.Value,
                null,
                billing.Since
            ),
            cancellationToken
        );

    /// <summary>The members to change. Absent members stay as they are.</summary>
    public sealed record Body(
        string? Name = null,
        string? Company = null,
        string? Country = null,
        string? Website = null,
        string? Group = null,
        PartnerTax? Tax = null,
        PayoutBody? Payout = null,
        bool? SelfBilling = null,
        string? Address = null,
        string? VatId = null,
        string? ReferredBy = null,
        IReadOnlyList<ContactBody>? Contacts = null,
        NotificationsBody? Notifications = null
    )
    {
        /// <summary>The partner with the requested changes.</summary>
        internal Result<PartnerChange> Apply(Partner partner, PayeeAccounts accounts, DateTimeOffset now)
        {
            if (partner.Status == PartnerStatus.Closed)
            {
                return Problem.Conflict("The partner is closed and can no longer be changed.");
            }

            var changed = partner with
            {
                Name = Name ?? partner.Name,
                Company = Company ?? partner.Company,
                Country = Country ?? partner.Country,
                Website = Website ?? partner.Website,
                Address = Address?.Trim() ?? partner.Address,
                VatId = VatId?.ToUpperInvariant() ?? partner.VatId,
                Group = Group ?? partner.Group,
                SelfBilling = SelfBillingAfter(partner.SelfBilling, now),
                Contacts = ContactBody.Of(Contacts) ?? partner.Contacts,
                FinanceContactsChangedAt =
                    ContactBody.Of(Contacts) is { } contacts && !IsSameFinance(partner, contacts)
                        ? now
                        : partner.FinanceContactsChangedAt,
                Notifications = Notifications?.Apply(partner.Notifications) ?? partner.Notifications,
                Tax = Tax is null ? partner.Tax : WithExpiry(Tax, partner.Tax),
            };
            if (Payout is null)
            {
                return new PartnerChange(changed, []);
            }

            var details = PayoutDetailsCheck.Check(Payout.Method, Payout.Details);
            return details.Succeeded
                ? new PartnerChange(
                    accounts.With(changed, details.Value.Details, details.Value.Summary, now),
                    [],
                    new ChangedSecrets(details.Value.Details)
                )
                : details.Problem;
        }

        private static bool IsSameFinance(Partner before, IReadOnlyList<PartnerContact> contacts) =>
            FinanceContacts.Of(before).SequenceEqual(FinanceContacts.Of(before with { Contacts = contacts }));

        private SelfBilling? SelfBillingAfter(SelfBilling? before, DateTimeOffset now) =>
            SelfBilling is { } isAgreed && isAgreed != (before?.IsAgreed ?? false)
                ? new SelfBilling(isAgreed, now)
                : before;
    }

    // A caller that verifies a form need not repeat the day on which the form expires.
    private static PartnerTax WithExpiry(PartnerTax sent, PartnerTax before) =>
        sent.Form is not null && sent.Form == before.Form
            ? sent with
            {
                ExpiresAt = sent.ExpiresAt ?? before.ExpiresAt,
            }
            : sent;

    /// <summary>The e-mails that the partner wants. Absent members stay as they are.</summary>
    public sealed record NotificationsBody(
        bool? Statements = null,
        bool? CommissionNews = null,
        bool? Coaching = null,
        bool? LeadReminders = null,
        bool? CertificationReminders = null
    )
    {
        internal PartnerNotifications Apply(PartnerNotifications? stored)
        {
            var before = stored ?? new PartnerNotifications();
            return new PartnerNotifications(
                Statements ?? before.Statements,
                CommissionNews ?? before.CommissionNews,
                Coaching ?? before.Coaching,
                LeadReminders ?? before.LeadReminders,
                CertificationReminders ?? before.CertificationReminders
            );
        }
    }

    /// <summary>The payout method and its details.</summary>
    public sealed record PayoutBody(string Method, Dictionary<string, string> Details);

    internal sealed class Validator : AbstractValidator<Body>
    {
        public Validator()
        {
            RuleFor(b => b.Name).Must(n => n is null || PartnerText.Fits(n)).WithMessage(PartnerText.Sentence);
            RuleFor(b => b.Company).Must(c => c is null || PartnerText.Fits(c)).WithMessage(PartnerText.Sentence);
            RuleFor(b => b.Country)
                .Must(c => c is null || CountryCode.TryParse(c, out _))
                .WithMessage($"Give {CountryCode.Form}.");
            RuleFor(b => b.Website)
                .Must(w => w is null || WebAddress.IsSite(w))
                .WithMessage("The website must be an absolute http or https address.");
            RuleFor(b => b.Address)
                .Must(a => a is null || (!string.IsNullOrWhiteSpace(a) && a.Length <= 300))
                .WithMessage("Give the address on one line, at most 300 characters.");
            RuleFor(b => b.VatId)
                .Must(id => id is null || Affiliate.Domain.Programs.VatId.IsValid(id))
                .WithMessage($"A VAT id is {Affiliate.Domain.Programs.VatId.Form}.");
            RuleFor(b => b.Contacts).Must(ContactBody.Fit).WithMessage(ContactBody.Sentence);
            RuleFor(b => b.Group).Must(g => g is null || PartnerText.IsGroup(g)).WithMessage(PartnerText.GroupSentence);
            RuleFor(b => b.Tax)
                .Must(t => t is null || t.Status is "missing" or "submitted" or "verified")
                .WithMessage("The tax status must be missing, submitted or verified.");
            RuleFor(b => b.Tax)
                .Must(t =>
                    t is null || t.Form is null or TaxForms.W9 or TaxForms.W8Ben or TaxForms.W8BenE or TaxForms.Vat
                )
                .WithMessage("The tax form must be w9, w8ben, w8bene or vat.");
        }
    }
}
