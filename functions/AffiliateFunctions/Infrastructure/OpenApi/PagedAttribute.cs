using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>
/// Marks a function that returns one page of a list and reads <c>limit</c> and <c>cursor</c> (see
/// <see cref="PageRequest"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PagedAttribute : Attribute
{
    /// <summary>The query parameters of a paged list.</summary>
    public static IReadOnlyList<QueryParameterAttribute> Parameters { get; } =
    [
        new QueryParameterAttribute<int>(
            "limit",
            $"The maximum number of items of the page; {PageRequest.DefaultLimit} by default."
        )
        {
            Minimum = 1,
            Maximum = PageRequest.MaxLimit,
        },
        new QueryParameterAttribute<string>(
            "cursor",
            "The next_cursor of the page before, unchanged. Leave it out for the first page."
        ),
    ];
}
