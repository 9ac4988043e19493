using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Assigns a coupon to a partner, and creates it as a promotion code at Stripe if the request asks for it.
/// </summary>
[Tags("Partners")]
public sealed class AddCoupons(IPrograms programs, CouponAssignments coupons, IOptions<SiteOptions> site)
{
    /// <inheritdoc cref="AddCoupons"/>
    [Function(nameof(AddCoupons))]
    [EndpointSummary("Adds a coupon to a partner, and creates it at Stripe on request.")]
    [EndpointDescription(
        "With create_at=stripe the code is created as a promotion code in the program's account at Stripe. If Stripe "
            + "refuses the code, nothing is changed. A repeated request creates nothing twice."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "code": "AGENCY10", "create_at": "stripe" }""")]
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

                if (body.Value.StripeCoupon is { Length: 0 or > 200 })
                {
                    return HttpResults.Problem(
                        Problem.Invalid("/stripe_coupon", "Give the id of a coupon at Stripe, or leave it out.")
                    );
                }

                var added = await coupons.AddAsync(program, id, body.Value, cancellationToken);
                return added.Match(partner => HttpResults.Ok(PartnerAnswer.Of(partner, site.Value)));
            },
            cancellationToken
        );

    /// <summary>The coupon to assign.</summary>
    /// <param name="Code">The code, as customers enter it.</param>
    /// <param name="CreateAt">Where the code is created; by default nowhere, because the shop has it already.</param>
    /// <param name="StripeCoupon">The coupon at Stripe that the promotion code refers to; by default that of the
    /// settings.</param>
    public sealed record Body(string Code, CouponPlace? CreateAt = null, string? StripeCoupon = null);
}

/// <summary>Where coupons are created.</summary>
public enum CouponPlace
{
    /// <summary>As a promotion code in the program's account at Stripe.</summary>
    Stripe,
}
