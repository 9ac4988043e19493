using System.Globalization;
using System.Reflection;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace AffiliateFunctions.Contract;

/// <summary>
/// Creates the responses of operations: those that a function declares, and those that every function can return.
/// </summary>
/// <param name="document">The document.</param>
/// <param name="schemas">The schemas of the types that functions write.</param>
internal sealed class ResponseReader(OpenApiDocument document, SchemaCatalog schemas)
{
    private const string ProblemJson = "application/problem+json";

    private readonly ResponseExamples examples = new(document);

    /// <summary>Returns the responses of a function.</summary>
    public OpenApiResponses Of(HttpFunction function, bool isHead)
    {
        var responses = new OpenApiResponses();
        var named = function
            .Method.GetCustomAttributes<ProducesResponseTypeAttribute>()
            .Concat(PagesOf(function))
            .ToLookup(response => response.StatusCode);
        var problems = ProblemsOf(function).ToHashSet();
        foreach (var status in named.Select(group => group.Key).Union(problems).Order())
        {
            responses[status.ToString(CultureInfo.InvariantCulture)] = named.Contains(status)
                ? NamedOf(function, status, [.. named[status]], problems.Contains(status), isHead)
                : ProblemOf(status, isHead, ShowsPages(function));
        }

        if (named.Count == 0)
        {
            throw new InvalidOperationException(
                $"Declare the responses of {function.Name} with [ProducesResponseType] or [ProducesPages]."
            );
        }

        return responses;
    }

    private static IEnumerable<ProducesResponseTypeAttribute> PagesOf(HttpFunction function) =>
        (function.Method.GetCustomAttribute<ProducesPagesAttribute>()?.Statuses ?? []).Select(
            status => new ProducesResponseTypeAttribute(typeof(string), status, ProducesPagesAttribute.MediaType)
        );

    // Routes with a key reject unknown query parameters, and the platform returns 401 for them. Open routes are
    // limited.
    private static IEnumerable<int> ProblemsOf(HttpFunction function)
    {
        IEnumerable<int> own = function.Method.GetCustomAttribute<ProducesProblemsAttribute>()?.Statuses ?? [];
        IEnumerable<int> byAccess = function.NeedsKey
            ? [StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized]
            : [StatusCodes.Status429TooManyRequests];
        return [.. own, .. byAccess, StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable];
    }

    private OpenApiResponse NamedOf(
        HttpFunction function,
        int status,
        IReadOnlyList<ProducesResponseTypeAttribute> named,
        bool isProblemToo,
        bool isHead
    )
    {
        var content = new Dictionary<string, IOpenApiMediaType>();
        var withBody = named.Where(response => response.Type is not null && response.Type != typeof(void) && !isHead);
        foreach (var response in withBody)
        {
            foreach (var kind in KindsOf(response))
            {
                content[kind] = MediaOf(function, response, kind, content.GetValueOrDefault(kind)?.Schema);
            }
        }

        if (isProblemToo && !isHead)
        {
            content[ProblemJson] = ProblemMedia(status);
        }

        if (isProblemToo && !isHead && ShowsPages(function))
        {
            content.TryAdd(ProducesPagesAttribute.MediaType, TextMedia());
        }

        return new OpenApiResponse
        {
            Description = named[0].Description ?? ReasonPhrases.GetReasonPhrase(status),
            Content = content.Count == 0 ? null : content,
        };
    }

    // A browser that has opened a page gets its problems as pages.
    private static bool ShowsPages(HttpFunction function) =>
        !function.NeedsKey && function.Method.GetCustomAttribute<ProducesPagesAttribute>() is not null;

    private OpenApiResponseReference ProblemOf(int status, bool isHead, bool isPageToo)
    {
        var (description, hasBody, isLater) = ProblemStatuses.Of(status);
        var name =
            ProblemStatuses.NameOf(status)
            + (
                !hasBody ? string.Empty
                : isHead ? "WithoutBody"
                : isPageToo ? "OrPage"
                : string.Empty
            );
        if (document.Components!.Responses!.ContainsKey(name))
        {
            return new OpenApiResponseReference(name, document);
        }

        var content =
            hasBody && !isHead
                ? new Dictionary<string, IOpenApiMediaType> { [ProblemJson] = ProblemMedia(status) }
                : null;
        if (isPageToo)
        {
            content?.Add(ProducesPagesAttribute.MediaType, TextMedia());
        }

        document.AddComponent<IOpenApiResponse>(
            name,
            new OpenApiResponse
            {
                Description = description,
                Content = content,
                Headers = isLater ? HeadersOf(status) : null,
            }
        );
        return new OpenApiResponseReference(name, document);
    }

    // A function can return one of several types under one status.
    private OpenApiMediaType MediaOf(
        HttpFunction function,
        ProducesResponseTypeAttribute response,
        string kind,
        IOpenApiSchema? other
    )
    {
        if (!MediaTypes.IsJson(kind))
        {
            return TextMedia();
        }

        var schema = schemas.OfResponse(response.Type!);
        var media = new OpenApiMediaType
        {
            Schema = other is null ? schema : new OpenApiSchema { AnyOf = [other, schema] },
        };
        if (response.StatusCode < StatusCodes.Status300MultipleChoices)
        {
            examples.AddTo(media, function, response.StatusCode, response.Type!);
        }

        return media;
    }

    private OpenApiMediaType ProblemMedia(int status)
    {
        var media = new OpenApiMediaType { Schema = schemas.OfResponse(typeof(ProblemBody)) };
        examples.AddProblemTo(media, status);
        return media;
    }

    private static OpenApiMediaType TextMedia() =>
        new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static Dictionary<string, IOpenApiHeader> HeadersOf(int status)
    {
        var headers = new Dictionary<string, IOpenApiHeader>
        {
            ["Retry-After"] = Header(
                "The number of seconds after which the request can be sent again.",
                JsonSchemaType.Integer
            ),
        };
        if (status == StatusCodes.Status429TooManyRequests)
        {
            headers[RateLimitHeaders.Policy] = Header(
                "The limit of a route without a key: q requests in w seconds.",
                JsonSchemaType.String
            );
            headers[RateLimitHeaders.Current] = Header(
                "What is left of it: none, and more after t seconds.",
                JsonSchemaType.String
            );
        }

        return headers;
    }

    private static OpenApiHeader Header(string description, JsonSchemaType type) =>
        new()
        {
            Description = description,
            Schema = new OpenApiSchema { Type = type },
        };

    private static IReadOnlyList<string> KindsOf(ProducesResponseTypeAttribute response)
    {
        var kinds = new MediaTypeCollection();
        ((IApiResponseMetadataProvider)response).SetContentTypes(kinds);
        return kinds.Count == 0 ? ["application/json"] : [.. kinds];
    }
}
