using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;

namespace AffiliateFunctions.Links;

/// <summary>
/// Returns the script for the company's site. The script stores the click id or the partner code of the page's address
/// in the browser for the attribution window, if the visitor consents. It sends no requests and identifies no visitor;
/// a form or a sale sends the stored value.
/// </summary>
[Tags("Links")]
public sealed class GetScript
{
    private const string Name = "track.js";
    private static readonly byte[] Script = Read();
    private static readonly EntityTagHeaderValue Tag = new(
        $"\"{Convert.ToHexStringLower(SHA256.HashData(Script))[..16]}\""
    );

    /// <inheritdoc cref="GetScript"/>
    [Function(nameof(GetScript))]
    [EndpointSummary("Returns the script that keeps a visitor's click id on the company's site.")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/javascript")]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [ProducesResponseType(StatusCodes.Status412PreconditionFailed)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Name)] HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "public, max-age=3600";
        headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(Script, "text/javascript; charset=utf-8", entityTag: Tag);
    }

    private static byte[] Read()
    {
        using var stream =
            typeof(GetScript).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"The script '{Name}' is not embedded.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
