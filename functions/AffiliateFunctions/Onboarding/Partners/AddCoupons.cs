using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Assigns a coupon to a partner.</summary>
[Tags("Partners")]
public sealed class AddCoupons(
    IPrograms programs,
    IPartners partners,
    PartnerChanges changes,
    PartnerRecords records,
    IOptions<SiteOptions> site
)
{
    /// <inheritdoc cref="AddCoupons"/>
    [Function(nameof(AddCoupons))]
    [EndpointSummary("Adds a coupon to a partner.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "code": "AGENCY10" }""")]
    [ProducesResponseType<PartnerAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/partners/{id}/coupons")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var body = await request.ReadJsonAsync<Body>(cancellationToken);
                if (!body.Succeeded)
                {
                    return HttpResults.Problem(body.Problem);
                }

                if (!CouponText.Fits(body.Value.Code))
                {
                    return HttpResults.Problem(Problem.Invalid("/code", CouponText.Sentence));
                }

                var coupon = CouponText.Normal(body.Value.Code);
                Partner? before = null;
                var changed = await changes.ChangeAsync(
                    program,
                    id,
                    partner => AddAsync(before = partner, coupon, cancellationToken),
                    cancellationToken
                );
                if (changed.Succeeded)
                {
                    await records.RecordAsync(before, changed.Value, cancellationToken);
                }

                return changed.Match(partner => HttpResults.Ok(PartnerAnswer.Of(partner, site.Value)));
            },
            cancellationToken
        );

    private async Task<Result<PartnerChange>> AddAsync(
        Partner partner,
        string coupon,
        CancellationToken cancellationToken
    ) =>
        await partners.FindByCouponAsync(partner.Program, coupon, cancellationToken) is { } holder
        && holder != partner.Id
            ? Problem.Conflict("The coupon is taken.", [("/code", "Another partner has this coupon.")])
            : With(partner, coupon);

    private Result<PartnerChange> With(Partner partner, string coupon) =>
        partner.Coupons.Contains(coupon) ? new PartnerChange(partner, [])
        : partner.Coupons.Count >= PartnerText.MaxCoupons ? Problem.Conflict("A partner can have at most 20 coupons.")
        : new PartnerChange(
            records.Dated(partner, partner with { Coupons = [.. partner.Coupons, coupon] }),
            [PartnerStore.TakeCoupon(partner, coupon)]
        );

    /// <summary>The coupon to assign.</summary>
    public sealed record Body(string Code);
}
