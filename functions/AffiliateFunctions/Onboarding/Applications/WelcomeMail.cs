using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Assets;
using AffiliateFunctions.Onboarding.Payees;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// The e-mail that welcomes a new partner. It has everything that the partner needs to begin: link, code and coupons,
/// the assets of the program, the duty to disclose the payment, and how and when the partner is paid.
/// </summary>
public sealed class WelcomeMail(
    EmailSender emails,
    IPrograms programs,
    AssetStore assets,
    PayeePolicies payees,
    PayoutDetailsLinks payoutDetails,
    IOptions<SiteOptions> site
)
{
    /// <summary>Sends the e-mail.</summary>
    /// <param name="partner">The new partner.</param>
    /// <param name="message">The message of the person who decided, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task SendAsync(Partner partner, string? message, CancellationToken cancellationToken)
    {
        var program =
            await programs.FindAsync(partner.Program, cancellationToken)
            ?? throw new InvalidOperationException($"The program {partner.Program} is gone.");
        await emails.SendAsync(
            $"partner:{partner.Program}:{partner.Id}:welcome",
            partner.Email,
            MessageOf(
                program,
                partner,
                message,
                await assets.FindAsync(program.Slug, cancellationToken),
                await payees.InForceAsync(program, partner.Group, cancellationToken)
            ),
            cancellationToken
        );
    }

    internal EmailMessage MessageOf(
        AffiliateProgram program,
        Partner partner,
        string? message,
        PartnerAssets assets,
        PayeePolicy policy
    ) =>
        new()
        {
            Kind = EmailKind.Welcome,
            Subject = $"Welcome to {program.Name}",
            Brand = program.Brand(),
            Recipient = partner.Name,
            Paragraphs =
            [
                .. message is null ? [] : new[] { message },
                "You are now a partner. Customers who follow your link, or use your code or coupon, are counted as "
                    + "yours.",
            ],
            Facts =
            [
                new Fact("Your link", site.Value.Address($"/r/{partner.Code}")),
                new Fact("Your code", partner.Code),
                .. partner.Coupons.Select(coupon => new Fact("Your coupon", coupon)),
            ],
            Sections = [.. AssetsOf(program, assets), DisclosureOf(partner, assets), PaymentOf(policy)],
            Link = payoutDetails.For(partner),
            Closing = $"The link works once and for {PayoutDetailsLinks.Lifetime.Days} days.",
        };

    // The hosts of a program may have changed since the assets were stored.
    private static IEnumerable<EmailSection> AssetsOf(AffiliateProgram program, PartnerAssets assets)
    {
        var items = (assets.Assets ?? []).Where(asset => asset.IsAllowedBy(program)).Select(ItemOf).ToList();
        if (items.Count > 0)
        {
            yield return new EmailSection("Material for you")
            {
                Paragraphs =
                [
                    "Use this to recommend us. Link it to your link above, so that sales are counted as yours.",
                ],
                Items = items,
            };
        }
    }

    private static EmailItem ItemOf(Asset asset) =>
        new(asset.Name)
        {
            Description = asset.Description,
            Address = asset.Url,
            Text = asset.Text,
        };

    private static EmailSection DisclosureOf(Partner partner, PartnerAssets assets) =>
        new("Say that you are paid") { Paragraphs = DisclosureDuties.For(partner.Country, assets.Disclosure) };

    private static EmailSection PaymentOf(PayeePolicy policy) =>
        new("How you are paid")
        {
            Paragraphs =
            [
                policy.WhenPaid,
                policy.NeedsTaxForm
                    ? "To be paid, please enter your payout details and your tax form."
                    : "To be paid, please enter your payout details.",
            ],
        };
}
