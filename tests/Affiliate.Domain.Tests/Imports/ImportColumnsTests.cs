using Affiliate.Domain.Imports;

namespace Affiliate.Domain.Tests.Imports;

public sealed class ImportColumnsTests
{
    private static readonly Dictionary<string, string> Unmapped = [];

    [Theory]
    [InlineData("First Name", "first_name")]
    [InlineData(" E-mail ", "e_mail")]
    [InlineData("affiliateEmail", "affiliateemail")]
    [InlineData("Ref. ID:", "ref_id")]
    [InlineData("***", "")]
    public void Names_of_columns_are_compared_without_case_and_punctuation(string name, string normal) =>
        Assert.Equal(normal, HeaderName.Normal(name));

    [Theory]
    [InlineData("rewardful", "first_name,last_name,email,paypal_email,wise_email,token", "token")]
    [InlineData("partnerstack", "partner_key,email,first_name,last_name,group", "partner_key")]
    [InlineData("firstpromoter", "id,email,first_name,last_name,ref_id,promo_code", "ref_id")]
    [InlineData("firstpromoter", "Email,Name,Ref token,Website", "Ref token")]
    [InlineData("tapfiliate", "id,firstname,lastname,email,company,referral_code", "referral_code")]
    [InlineData("tolt", "id,first_name,last_name,email,company_name,country_code,status,value", "value")]
    [InlineData("dub", "ID,Name,Email,Country,Status,Enrolled at,Link key", "Link key")]
    [InlineData("generic", "name,email,company,country,code", "code")]
    public void The_partners_of_a_product_are_recognised_by_their_columns(string product, string headers, string code)
    {
        var columns = Of(PartnerLayouts.All, headers);
        Assert.Equal((product, code), (columns.Product, columns.Names["code"]));
        Assert.True(columns.Names.ContainsKey("email"));
    }

    [Theory]
    [InlineData("rewardful", "stripe_customer_id,first_name,last_name,email,token", "stripe_customer_id", "email")]
    [InlineData("partnerstack", "name,email,customer_key,partner_key,created_at", "customer_key", "partner_key")]
    [InlineData("firstpromoter", "id,email,uid,promoter_email,created_at", "uid", "promoter_email")]
    [InlineData(
        "tapfiliate",
        "external_id,amount,created_at,affiliate_email,program,customer_id",
        "customer_id",
        "affiliate_email"
    )]
    [InlineData("tolt", "id,customer_id,email,name,status,created_at,partner_email", "customer_id", "partner_email")]
    [InlineData("dub", "id,external_id,name,email,created_at,partner_email", "external_id", "partner_email")]
    [InlineData("generic", "customer,partner,at", "customer", "partner")]
    public void The_customers_of_a_product_are_recognised_by_their_columns(
        string product,
        string headers,
        string customer,
        string partner
    )
    {
        var columns = Of(CustomerLayouts.All, headers);
        Assert.Equal(
            (product, customer, partner),
            (columns.Product, columns.Names["customer"], columns.Names["partner"])
        );
    }

    [Fact]
    public void A_mapping_replaces_what_is_recognised_and_its_mistakes_are_told()
    {
        var errors = new List<(string Field, string Sentence)>();
        var mapping = new Dictionary<string, string>
        {
            ["email"] = "contact MAIL",
            ["code"] = "Absent",
            ["mail"] = "Email",
        };
        var columns = ImportColumns.Of(["Email", "Contact mail", "Note"], PartnerLayouts.All, mapping, errors);
        Assert.Equal("Contact mail", columns.Names["email"]);
        Assert.Equal(["Email", "Note"], columns.Ignored);
        Assert.Equal(["code", "mail"], errors.Select(error => error.Field));
        Assert.StartsWith("The file has no such column.", errors[0].Sentence, StringComparison.Ordinal);
        Assert.StartsWith("Map one of these fields: name, ", errors[1].Sentence, StringComparison.Ordinal);
    }

    private static ImportColumns Of(IReadOnlyList<ImportLayout> layouts, string headers) =>
        ImportColumns.Of(headers.Split(','), layouts, Unmapped, []);
}
