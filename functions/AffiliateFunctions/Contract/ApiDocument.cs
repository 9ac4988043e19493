using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AffiliateFunctions.Infrastructure;
using Microsoft.OpenApi;

namespace AffiliateFunctions.Contract;

/// <summary>
/// Creates the OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0) of the HTTP functions from their attributes
/// and from the types that they read and write.
/// </summary>
internal static class ApiDocument
{
    /// <summary>The security scheme of the key in a header.</summary>
    public const string KeyHeaderScheme = "function_key";

    /// <summary>The security scheme of the key in the query string.</summary>
    public const string KeyQueryScheme = "function_key_query";

    private const string About =
        "Runs an affiliate program: rules, sign-up, tracking, commissions, payouts, reviews. JSON is snake_case in "
        + "UTF-8; money is an integer in minor units of an ISO 4217 currency; times are RFC 3339. Every write can be "
        + "repeated. Errors are problem details by RFC 9457.";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns the document of an assembly's functions as JSON.</summary>
    public static async Task<string> WriteAsync(Assembly assembly, CancellationToken cancellationToken = default)
    {
        var functions = HttpFunction.All(assembly);
        var document = New(AppVersion.Short);
        AddSecurity(document, functions);
        var reader = new OperationReader(document, new SchemaCatalog(document, new XmlDescriptions()));
        foreach (var path in functions.GroupBy(function => function.Path))
        {
            document.Paths[path.Key] = reader.PathOf([.. path]);
        }

        document.Tags = new HashSet<OpenApiTag>(
            functions
                .Select(OperationReader.TagOf)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => new OpenApiTag { Name = name, Description = TagDescriptions.Of(name) })
        );
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken);
        var json = JsonNode.Parse(text)!;
        var schemas = json["components"]!["schemas"]!.AsObject();
        RuleBookComponents.AddTo(schemas);
        json["components"]!["schemas"] = InOrder(schemas);
        return json.ToJsonString(Format);
    }

    private static JsonObject InOrder(JsonObject members) =>
        new(
            members
                .OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))
        );

    private static OpenApiDocument New(string version) =>
        new()
        {
            Info = new OpenApiInfo
            {
                Title = "Affiliate program API",
                Version = version,
                Description = About,
                License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            },
            Servers = [new OpenApiServer { Url = "/", Description = "The app that serves this document." }],
            Paths = [],
            Components = new OpenApiComponents
            {
                SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(),
                Responses = new Dictionary<string, IOpenApiResponse>(),
                Examples = new Dictionary<string, IOpenApiExample>(),
            },
        };

    private static void AddSecurity(OpenApiDocument document, IReadOnlyList<HttpFunction> functions)
    {
        const string Key = "The function key; operations under /api/admin need the master key.";
        const string InQuery = "The function key, for callers that cannot set a header.";
        AddScheme(document, KeyHeaderScheme, ParameterLocation.Header, "x-functions-key", Key);
        AddScheme(document, KeyQueryScheme, ParameterLocation.Query, "code", InQuery);
        foreach (var signature in functions.SelectMany(function => function.SignatureHeaders))
        {
            AddScheme(document, signature.Scheme, ParameterLocation.Header, signature.Header, signature.Description);
        }
    }

    private static void AddScheme(
        OpenApiDocument document,
        string name,
        ParameterLocation place,
        string parameter,
        string description
    ) =>
        document.AddComponent<IOpenApiSecurityScheme>(
            name,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = place,
                Name = parameter,
                Description = description,
            }
        );
}
