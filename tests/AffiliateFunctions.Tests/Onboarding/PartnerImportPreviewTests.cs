using System.Text;
using System.Text.Json;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

public sealed class PartnerImportPreviewTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string File = """
        name,email,company,country,code,coupons
        Ann,ann@ann.example,Ann Media,US,,
        Bob,no address,Bob Media,US,,
        Ann,ann+label@ann.example,Ann Media,US,,
        Eve,eve@eve.example,Eve Media,US,ann-media,
        Ida,ida@ida.example,Ida Media,US,,ANN-MEDIA
        Known,known@known.example,Known,US,,
        Joe,joe@joe.example,Joe Media,US,known,
        Kim,kim@kim.example,Kim Media,US,kim,KIM
        Lea,lea@lea.example,Lea Media,US,,
        """;

    [Fact]
    public async Task A_dry_run_says_what_the_import_then_does_and_creates_nothing()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount(), maxPartners: 3);
        await ImportAsync(host, "name,email,company,country,code\nKnown,known@known.example,Known,US,known\n", "");

        var expected = await ImportAsync(host, File, "?dry_run=true");
        Assert.Single(await host.Get<IPartners>().ListAsync(FeatureHost.Slug, default).ToListAsync());
        var made = await ImportAsync(host, File, "?dry_run=false");

        Assert.True(expected.GetProperty("dry_run").GetBoolean());
        Assert.Equal(
            [
                "2 would_create",
                "3 refused /email",
                "4 exists",
                "5 refused /code",
                "6 refused /coupons",
                "7 exists",
                "8 refused /code",
                "9 would_create",
                "10 refused",
            ],
            RowsOf(expected)
        );
        Assert.Equal(
            RowsOf(expected).Select(row => row.Replace("would_create", "created", StringComparison.Ordinal)),
            RowsOf(made)
        );
    }

    [Fact]
    public async Task Another_value_of_dry_run_is_refused_and_imports_nothing()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var refused = await ImportAsync(host, File, "?dry_run=maybe");
        Assert.Equal(
            "Give true or false, or leave it out.",
            refused.GetProperty("errors").GetProperty("/dry_run")[0].GetString()
        );
        Assert.Empty(await host.Get<IPartners>().ListAsync(FeatureHost.Slug, default).ToListAsync());
    }

    private static List<string> RowsOf(JsonElement answer) =>
        [
            .. answer
                .GetProperty("results")
                .EnumerateArray()
                .Select(row =>
                    string.Join(
                        ' ',
                        [
                            row.GetProperty("row")
                                .GetInt32()
                                .ToString(System.Globalization.CultureInfo.InvariantCulture),
                            row.GetProperty("status").GetString()!,
                            .. row.TryGetProperty("errors", out var errors)
                                ? errors.EnumerateObject().Select(error => error.Name)
                                : [],
                        ]
                    )
                ),
        ];

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
