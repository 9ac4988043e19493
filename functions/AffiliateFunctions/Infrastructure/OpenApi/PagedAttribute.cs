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
            $"How many items the page has at most; {PageRequest.DefaultLimit} where it is left out."
        )
        {
            Minimum = 1,
            Maximum = PageRequest.MaxLimit,
        },
        new QueryParameterAttribute<string>(
            "cursor",
            "The next_cursor of the page before, unchanged; the first page where it is left out."
        ),
    ];
}
