using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>Partners of files that other products write.</summary>
public sealed class ProductImportTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    public static TheoryData<string, string, string> Files =>
        new()
        {
            {
                "rewardful",
                "stripe_customer_id,first_name,last_name,email,paypal_email,wise_email,token\n"
                    + "cus_1,Jo,Bond,jo@jo.example,,,jb_007\ncus_2,Jo,Bond,jo@jo.example,,,jb_007\n",
                "2 created jb_007 Jo Bond/Jo Bond US; 3 exists"
            },
            {
                "partnerstack",
                "partner_key,email,first_name,last_name,group,company\n"
                    + "jobond,jo@jo.example,Jo,Bond,Gold Partners,Bond Ltd\n",
                "2 created jobond Jo Bond/Bond Ltd US gold-partners"
            },
            {
                "firstpromoter",
                "email;first_name;last_name;ref_id;promo_code;website\n"
                    + "jo@jo.example;Jo;Bond;jo.bond;JO10;www.jo.example\n",
                "2 created jo.bond Jo Bond/Jo Bond US https://www.jo.example JO10"
            },
            {
                "tapfiliate",
                "id,firstname,lastname,email,company,country,referral_code\n"
                    + "bond,Jo,Bond,jo@jo.example,Bond Ltd,gb,odu1nzA\n",
                "2 created odu1nza Jo Bond/Bond Ltd GB"
            },
            {
                "tolt",
                "id,email,first_name,last_name,company_name,country_code,status,value\n"
                    + "part_1,jo@jo.example,Jo,Bond,Bond Ltd,GB,active,jo\n",
                "2 created jo Jo Bond/Bond Ltd GB"
            },
            {
                "dub",
                "ID\tName\tEmail\tCountry\tStatus\tEnrolled at\tLink key\n"
                    + "pn_1\tJo Bond\tjo@jo.example\tGB\tapproved\t2025-01-01\tjo\n",
                "2 created jo Jo Bond/Jo Bond GB"
            },
            {
                "generic",
                "name,email,company,country,code\n"
                    + "Jo Bond,jo@jo.example,Bond Ltd,GB,bond/ltd\nJo Bond,jo@jo.example,Bond Ltd,,b\n",
                "2 refused /code; 3 refused /code"
            },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_of_a_product_is_read_by_its_columns(string product, string file, string expected)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var answer = await ImportAsync(host, file, "?country=US");
        Assert.Equal(product, answer.GetProperty("product").GetString());
        Assert.Equal(expected, await RowsOfAsync(host, answer));
        var again = await ImportAsync(host, file, "?country=US");
        Assert.DoesNotContain("created", await RowsOfAsync(host, again), StringComparison.Ordinal);
        if (expected.StartsWith("2 created", StringComparison.Ordinal))
        {
            var partner = await host.Get<IPartners>().ListAsync(FeatureHost.Slug, default).SingleAsync();
            Assert.Equal(partner.Id, (await host.Get<IPartnerLinks>().ResolveAsync(partner.Code, default))?.Partner);
        }
    }

    [Fact]
    public async Task Columns_with_other_names_are_mapped_and_missing_ones_are_named()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        const string file = "Who,Mail,Note\nJo Bond,jo@jo.example,x\n";
        var missing = await ImportAsync(host, file, string.Empty);
        Assert.Equal(["/country", "/email", "/name"], Pointers(missing));
        var wrong = await ImportAsync(host, file, Mapping("""{"email": "Post", "mail": "Mail"}"""));
        Assert.Equal(["/mapping/email", "/mapping/mail"], Pointers(wrong));
        Assert.Equal(["/mapping"], Pointers(await ImportAsync(host, file, Mapping("email=Mail"))));

        var made = await ImportAsync(host, file, Mapping("""{"email": "mail", "name": "WHO"}"""));
        Assert.StartsWith("2 created jo-bond", await RowsOfAsync(host, made), StringComparison.Ordinal);
        Assert.Equal("Note", made.GetProperty("ignored_columns")[0].GetString());

        static string Mapping(string json) => $"?country=US&mapping={Uri.EscapeDataString(json)}";
    }

    [Fact]
    public async Task A_file_that_is_too_long_has_no_effect()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var file = new StringBuilder("name,email,company,country\n");
        for (var i = 0; i <= 1000; i++)
        {
            file.Append(null, $"Jo,jo{i}@jo.example,Jo,US\n");
        }

        var refused = await ImportAsync(host, file.ToString(), string.Empty);
        Assert.Equal(413, refused.GetProperty("status").GetInt32());
        Assert.StartsWith("A file may have at most 1,000 rows.", refused.GetProperty("detail").GetString());
        Assert.Empty(await host.Get<IPartners>().ListAsync(FeatureHost.Slug, default).ToListAsync());
    }

    private static List<string> Pointers(JsonElement answer) =>
        [.. answer.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal)];

    private static async Task<string> RowsOfAsync(FeatureHost host, JsonElement answer)
    {
        var rows = new List<string>();
        foreach (var row in answer.GetProperty("results").EnumerateArray())
        {
            var text = $"{row.GetProperty("row").GetInt32()} {row.GetProperty("status").GetString()}";
            if (text.EndsWith("created", StringComparison.Ordinal))
            {
                var id = PartnerId.Parse(row.GetProperty("partner_id").GetString()!);
                var made = (await host.Get<IPartners>().FindAsync(FeatureHost.Slug, id, default))!;
                text +=
                    $" {made.Code} {made.Name}/{made.Company} {made.Country}"
                    + (made.Group == "default" ? string.Empty : $" {made.Group}")
                    + (made.Website is null ? string.Empty : $" {made.Website}")
                    + string.Concat(
                        made.Coupons.Where(coupon => !coupon.Equals(made.Code, StringComparison.OrdinalIgnoreCase))
                            .Select(coupon => $" {coupon}")
                    );
            }

            rows.Add(row.TryGetProperty("errors", out _) ? $"{text} {string.Join(' ', Pointers(row))}" : text);
        }

        return string.Join("; ", rows);
    }

    private static async Task<JsonElement> ImportAsync(FeatureHost host, string file, string query)
    {
        var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services };
        http.Request.ContentType = "text/csv";
        http.Request.QueryString = new QueryString(query);
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(file));
        http.Response.Body = new MemoryStream();
        var import = ActivatorUtilities.CreateInstance<ImportPartners>(host.Get<IServiceProvider>());
        var answer = await import.RunAsync(http.Request, FeatureHost.Slug.Value, default);
        await answer.ExecuteAsync(http);
        return JsonElement.Parse(((MemoryStream)http.Response.Body).ToArray());
    }
}
