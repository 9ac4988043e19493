namespace Affiliate.Domain.Imports;

/// <summary>The files of customers and their partners that other products write.</summary>
public static class CustomerLayouts
{
    private const string Dates =
        "at: at attributed_at referred_at became_lead_at became_conversion_at customer_since created_at created "
        + "submitted_on date signed_up";

    /// <summary>
    /// The layouts; the generic one is the last.
    /// <list type="bullet">
    /// <item>Rewardful: <c>stripe_customer_id</c> (earlier <c>Imported ID</c>) and the affiliate's <c>email</c>
    /// (https://help.rewardful.com/en/articles/1988486-how-do-i-import-data-into-rewardful).</item>
    /// <item>PartnerStack: customer name, e-mail, customer key and submitted on
    /// (https://support.partnerstack.com/hc/en-us/articles/360058412814-Learning-more-about-your-partners).</item>
    /// <item>FirstPromoter: the members of a referral, with <c>uid</c> and the promoter
    /// (https://docs.firstpromoter.com/api-reference-v1/leads-api/show).</item>
    /// <item>Tapfiliate: <c>customer_id</c>, <c>affiliate_email</c> and <c>created_at</c> of conversions
    /// (https://support.tapfiliate.com/en/articles/2446220-manually-creating-a-conversion-or-a-customer).</item>
    /// <item>Tolt: the members of a customer, whose <c>customer_id</c> is that of the company
    /// (https://docs.tolt.com/sdks/python).</item>
    /// <item>Dub: the members of a customer, with <c>external_id</c>
    /// (https://dub.co/docs/api-reference/endpoint/retrieve-a-list-of-customers).</item>
    /// </list>
    /// </summary>
    public static IReadOnlyList<ImportLayout> All { get; } =
    [
        ImportLayout.Of(
            "rewardful",
            "stripe_customer_id|imported_id email",
            $"""
            customer: stripe_customer_id imported_id
            partner: affiliate_email email token
            {Dates}
            """
        ),
        ImportLayout.Of(
            "partnerstack",
            "customer_key partner_key|partnership_key|partner_email",
            $"""
            customer: customer_key
            partner: partner_key partnership_key partner_email
            {Dates}
            """
        ),
        ImportLayout.Of(
            "firstpromoter",
            "uid promoter_email|ref_id|ref_token|promoter",
            $"""
            customer: uid
            partner: promoter_email ref_id ref_token promoter
            {Dates}
            """
        ),
        ImportLayout.Of(
            "tapfiliate",
            "customer_id affiliate_email",
            $"""
            customer: customer_id
            partner: affiliate_email
            {Dates}
            """
        ),
        ImportLayout.Of(
            "dub",
            "external_id partner_email|partner|partner_id|link_key",
            $"""
            customer: external_id
            partner: partner_email partner link_key partner_id
            {Dates}
            """
        ),
        ImportLayout.Of(
            "tolt",
            "customer_id partner_email|partner_id email",
            $"""
            customer: customer_id
            partner: partner_email partner_id
            {Dates}
            """
        ),
        ImportLayout.Of(
            ImportLayout.Generic,
            string.Empty,
            $"""
            customer: customer customer_id external_id
            partner: partner partner_id partner_email partner_code affiliate affiliate_email code referral_code
            {Dates}
            """
        ),
    ];
}
