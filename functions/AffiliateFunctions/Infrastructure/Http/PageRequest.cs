using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>The <c>limit</c> and <c>cursor</c> of a list request.</summary>
/// <param name="Limit">1 to 1,000.</param>
/// <param name="After">The last row key of the previous page, or null.</param>
public sealed record PageRequest(int Limit, string? After)
{
    /// <summary>The number of items of a page if the request does not name one.</summary>
    public const int DefaultLimit = 100;

    /// <summary>The highest number of items of a page.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Reads the query parameters, after the filters of the list. Returns the errors of all.</summary>
    internal static Result<PageRequest> Read(HttpRequest request, QueryValues filters)
    {
        var page = Read(request);
        var errors = page.Succeeded
            ? []
            : page.Problem.Errors.SelectMany(error => error.Value, (error, sentence) => (error.Key, sentence));
        return filters.Errors.Concat(errors).ToList() is { Count: > 0 } all ? Problem.Invalid(all) : page;
    }

    /// <summary>Reads the query parameters.</summary>
    public static Result<PageRequest> Read(HttpRequest request)
    {
        var limit = DefaultLimit;
        if (
            request.Query.TryGetValue("limit", out var text)
            && (!int.TryParse(text, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit)
        )
        {
            return Problem.Invalid("/limit", $"Give a limit from 1 to {MaxLimit}, or leave it out for {DefaultLimit}.");
        }

        if (!request.Query.TryGetValue("cursor", out var cursor) || cursor.Count == 0)
        {
            return new PageRequest(limit, null);
        }

        return Base64Url.IsValid(cursor.ToString())
            ? new PageRequest(limit, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor.ToString())))
            : Problem.Invalid("/cursor", "Send the next_cursor of an earlier response unchanged, or leave it out.");
    }

    /// <summary>
    /// Returns one page of rows that arrive in key order. Reads one row more than the page, to know whether a next page
    /// exists.
    /// </summary>
    /// <param name="rows">The rows after <see cref="After"/>, in key order.</param>
    /// <param name="key">Returns the key of a row.</param>
    /// <param name="map">Converts a row to an item.</param>
    public async Task<Page<TItem>> TakeAsync<TRow, TItem>(
        IAsyncEnumerable<TRow> rows,
        Func<TRow, string> key,
        Func<TRow, TItem> map
    )
    {
        var items = new List<TItem>();
        var last = string.Empty;
        await foreach (var row in rows)
        {
            if (items.Count == Limit)
            {
                return new Page<TItem>(items, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(last)));
            }

            items.Add(map(row));
            last = key(row);
        }

        return new Page<TItem>(items, null);
    }
}
