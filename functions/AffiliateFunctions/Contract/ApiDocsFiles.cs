using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace AffiliateFunctions.Contract;

/// <summary>
/// The files of the page that shows the API. The page is Swagger UI from npm at a pinned version, embedded by the
/// build.
/// </summary>
internal static class ApiDocsFiles
{
    private const string Folder = "docs/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["swagger-ui.css"] = "text/css; charset=utf-8",
        ["swagger-ui-bundle.js"] = "text/javascript; charset=utf-8",
        ["start.js"] = "text/javascript; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Returns the page.</summary>
    public static byte[] Page() => Read("index.html");

    /// <summary>Returns a file that the page loads, or null if there is none with that name.</summary>
    public static ApiDocsFile? Find(string name)
    {
        if (!Types.TryGetValue(name, out var type))
        {
            return null;
        }

        var content = Read(name);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        return new ApiDocsFile(content, type, new EntityTagHeaderValue($"\"{hash[..16]}\""));
    }

    private static byte[] Read(string name)
    {
        using var stream =
            typeof(ApiDocsFiles).Assembly.GetManifestResourceStream(Folder + name)
            ?? throw new InvalidOperationException($"The file '{name}' is not embedded.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}

/// <summary>A file of the page.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Tag">The entity tag by which a browser checks whether the file has changed.</param>
internal sealed record ApiDocsFile(byte[] Content, string Type, EntityTagHeaderValue Tag);
