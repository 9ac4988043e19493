namespace Affiliate.Domain.Imports;

/// <summary>The files of partners that other products write.</summary>
public static class PartnerLayouts
{
    private const string Common = """
        name: name full_name partner_name affiliate_name
        first_name: first_name firstname affiliate_first_name
        last_name: last_name lastname surname affiliate_last_name
        email: email e_mail email_address email_id partner_email affiliate_email promoter_email
        company: company company_name organization organisation
        country: country country_code
        website: website website_url site url
        group: group group_slug group_name campaign campaign_name program
        code: code partner_code referral_code affiliate_code ref_code ref
        coupons: coupons coupon coupon_code promo_code promo_codes
        terms_version: terms_version
        """;

    /// <summary>
    /// The layouts; the generic one is the last.
    /// <list type="bullet">
    /// <item>Rewardful: <c>first_name</c>, <c>last_name</c>, <c>email</c>, <c>paypal_email</c>, <c>wise_email</c> and
    /// <c>token</c>, the value of <c>?via=</c>
    /// (https://help.rewardful.com/en/articles/1988486-how-do-i-import-data-into-rewardful).</item>
    /// <item>PartnerStack: the members of a partnership, with <c>partner_key</c> and <c>group</c>
    /// (https://docs.partnerstack.com/docs/universal-importer names the kinds of files, not their columns).</item>
    /// <item>FirstPromoter: the members of a promoter, with <c>ref_id</c> (API v1) or <c>ref_token</c> (API v2), the
    /// value of <c>?fpr=</c>
    /// (https://docs.firstpromoter.com/api-reference-v2/api-admin/promoters/create-promoter).</item>
    /// <item>Tapfiliate: first name, last name, e-mail, coupons and company
    /// (https://support.tapfiliate.com/en/articles/1426640-importing-your-affiliates), and <c>referral_code</c>, the
    /// value of <c>?ref=</c> (https://tapfiliate.com/docs/rest/).</item>
    /// <item>Tolt: the members of a partner, with <c>company_name</c> and <c>country_code</c>, and the value of a link
    /// (https://docs.tolt.com/api-reference/partners/get-a-partner).</item>
    /// <item>Dub: <c>ID</c>, <c>Name</c>, <c>Email</c>, <c>Country</c>, <c>Status</c> and <c>Enrolled at</c>
    /// (https://dub.co/help/article/managing-program-partners); the link's key is a column of its own, if it was
    /// added.</item>
    /// </list>
    /// </summary>
    public static IReadOnlyList<ImportLayout> All { get; } =
    [
        With("firstpromoter", "email ref_id|ref_token|default_ref_id", "code: ref_id ref_token default_ref_id"),
        With("partnerstack", "email partner_key|partnership_key", "code: partner_key partnership_key"),
        With("rewardful", "email first_name last_name token", "code: token"),
        With("tapfiliate", "firstname lastname|referral_code", "code: referral_code"),
        With("tapfiliate", "email referral_code", "code: referral_code"),
        With("tolt", "email company_name country_code", "code: value link_value ref code"),
        With("dub", "email enrolled_at", "code: link_key key code tenant_id"),
        ImportLayout.Of(ImportLayout.Generic, string.Empty, Common),
    ];

    private static ImportLayout With(string product, string signature, string code)
    {
        var lines = Common
            .Split('\n')
            .Select(line => line.Trim())
            .Where(line => !line.StartsWith("code:", StringComparison.Ordinal));
        return ImportLayout.Of(product, signature, string.Join('\n', [.. lines, code]));
    }
}
