using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding.Terms;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Creates a partner directly, without an application. A repeated request with the same address returns the existing
/// partner.
/// </summary>
[Tags("Partners")]
public sealed class CreatePartner(
    IPrograms programs,
    DirectPartners direct,
    IValidator<PartnerBody> validator,
    IOptions<SiteOptions> site
)
{
    /// <inheritdoc cref="CreatePartner"/>
    [Function(nameof(CreatePartner))]
    [EndpointSummary("Creates a partner directly.")]
    [Consumes(typeof(PartnerBody), "application/json")]
    [RequestExample(
        """
            {
              "name": "Pat Partner",
              "email": "pat@partner.example.org",
              "company": "Partner Agency",
              "country": "US",
              "code": "agency",
              "coupons": ["AGENCY10"]
            }
            """
    )]
    [ResponseExample(
        """
            {
              "website": null,
              "group": "default",
              "coupons": ["AGENCY10"],
              "tax": { "status": "missing" },
              "payout": {},
              "terms": {},
              "approved_by": "key"
            }
            """,
        Status = 201
    )]
    [ProducesResponseType<PartnerAnswer>(StatusCodes.Status201Created, Description = "The partner was created.")]
    [ProducesResponseType<PartnerAnswer>(
        StatusCodes.Status200OK,
        Description = "A partner with this e-mail address already exists and is returned."
    )]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/partners")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<PartnerBody>(cancellationToken)
                    .Then(sent => validator.Check(sent))
                    .Then(body => direct.MakeAsync(program, body, cancellationToken))
                    .Match(made =>
                        made.IsNew
                            ? HttpResults.Created(PartnerAnswer.Of(made.Partner, site.Value))
                            : HttpResults.Ok(PartnerAnswer.Of(made.Partner, site.Value))
                    ),
            cancellationToken
        );
}

/// <summary>Creates partners without an application.</summary>
public sealed class DirectPartners(
    PartnerStore partners,
    PartnerRegistration roster,
    TermsVersions terms,
    IAuditLog audit,
    PartnerWebhookEvents webhookEvents,
    Recruiters recruiters,
    EmailKey emails,
    IdSource ids,
    TimeProvider clock
)
{
    private const string Key = "key";

    /// <summary>Creates the partner of the body, or returns the existing partner with the same address.</summary>
    public async Task<Result<Made>> MakeAsync(
        AffiliateProgram program,
        PartnerBody body,
        CancellationToken cancellationToken
    )
    {
        var drafted = await DraftAsync(program, body, cancellationToken);
        if (!drafted.Succeeded)
        {
            return drafted.Problem;
        }

        var draft = drafted.Value.Draft;
        switch (
            await roster.AddAsync(
                program,
                draft,
                static () => Task.FromResult<IReadOnlyList<Azure.Data.Tables.TableTransactionAction>>([]),
                cancellationToken,
                ClaimantOf(draft)
            )
        )
        {
            case RosterAnswer.Added added:
                await RecordAsync(added.Partner, cancellationToken);
                await webhookEvents.TellOfApprovalAsync(added.Partner, cancellationToken);
                return new Made(added.Partner, added.IsNew);
            case RosterAnswer.EmailTaken taken:
                var standing = await partners.FindAsync(program.Slug, taken.Other, cancellationToken);
                return new Made(standing!, IsNew: false);
            case var refusal:
                return ProblemOf(refusal);
        }
    }

    /// <summary>
    /// Returns the partner of the body as it would be added, and whether a partner with its address is stored already.
    /// </summary>
    internal async Task<Result<(Partner Draft, bool IsStored)>> DraftAsync(
        AffiliateProgram program,
        PartnerBody body,
        CancellationToken cancellationToken
    )
    {
        Result<PartnerTerms> accepted = body.TermsVersion is null
            ? new PartnerTerms(null, null)
            : await terms.AcceptAsync(program.Slug, body.TermsVersion, acceptedBy: null, from: null, cancellationToken);
        if (!accepted.Succeeded)
        {
            return accepted.Problem;
        }

        var id = await partners.FindByEmailAsync(program.Slug, body.Email!, cancellationToken);
        var recruiter = await recruiters.FindAsync(program.Slug, body.ReferredBy, id, cancellationToken);
        if (!recruiter.Succeeded)
        {
            return recruiter.Problem;
        }

        var draft = DraftOf(program.Slug, id ?? PartnerId.Parse(ids.Next("prt_")), body, accepted.Value) with
        {
            ReferredBy = recruiter.Value?.Id,
        };
        return (draft, id is not null);
    }

    /// <summary>What all requests to create a partner with this address have in common.</summary>
    internal string ClaimantOf(Partner draft) => emails.RowOf(draft.Program, draft.Email);

    /// <summary>The problem of a partner that cannot be added.</summary>
    internal static Problem ProblemOf(RosterAnswer refusal) =>
        refusal switch
        {
            RosterAnswer.CodeTaken => Problem.Conflict(
                "The code is taken.",
                [("/code", "Another link has this code; choose another code, or leave it out to get a new one.")]
            ),
            RosterAnswer.CouponTaken taken => Problem.Conflict(
                "A coupon is taken.",
                [("/coupons", $"Another partner has the coupon {taken.Coupon}.")]
            ),
            RosterAnswer.LimitReached full => Problem.Conflict(
                $"The pilot is limited to {full.Limit} active partners until a decided review lifts the limit."
            ),
            RosterAnswer.NotOpen closed => Problem.Conflict(
                $"A program that is {closed.Stage.ToString().ToLowerInvariant()} does not accept new partners."
            ),
            _ => throw new System.Diagnostics.UnreachableException("There are no other results of a registration."),
        };

    private Partner DraftOf(ProgramSlug program, PartnerId id, PartnerBody body, PartnerTerms accepted)
    {
        var now = clock.GetUtcNow();
        return new Partner
        {
            Id = id,
            Program = program,
            Name = body.Name!.Trim(),
            Email = body.Email!,
            Company = body.Company!.Trim(),
            Country = body.Country!,
            Website = body.Website,
            Status = PartnerStatus.Active,
            StatusSince = now,
            Group = body.Group ?? PartnerDefaults.Group,
            Code = body.Code ?? string.Empty,
            Coupons = body.Coupons ?? [],
            Contacts = ContactBody.Of(body.Contacts) ?? [],
            Tax = PartnerDefaults.Tax,
            Payout = PartnerDefaults.Payout,
            Terms = accepted,
            ApprovedBy = Key,
            CreatedAt = now,
        };
    }

    private Task RecordAsync(Partner partner, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                $"partner:{partner.Id}:activated",
                partner.ApprovedBy,
                "partner_activated",
                partner.Id.Value,
                null,
                partner.CreatedAt
            ),
            cancellationToken
        );

    /// <summary>A partner, and whether it is new.</summary>
    public sealed record Made(Partner Partner, bool IsNew);
}
