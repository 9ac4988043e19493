using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Opens compressed bodies (RFC 9110, section 8.4.1). Shippers of logs and events compress what they send, and take any
/// 2xx as delivered. Whoever reads a body applies its limit to the decompressed bytes.
/// </summary>
internal static class ContentCodings
{
    // The names that a request can have, and that a response offers.
    private const string Offered = "gzip, br, deflate";

    /// <summary>
    /// Opens the body and removes its coding, or returns a 415 problem for a coding that is not known, with the header
    /// <c>Accept-Encoding</c> (RFC 9110, section 15.5.16). The stream of a
    /// body without a coding is the body itself; disposing any other stream leaves the body open.
    /// </summary>
    public static Result<Stream> OpenBody(this HttpRequest request)
    {
        var coding = CodingOf(request);
        switch (coding)
        {
            case "":
                return request.Body;
            case "gzip" or "x-gzip":
                return new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true);
            case "br":
                return new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true);
            case "deflate":
                return new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true);
            default:
                request.HttpContext.Response.Headers.AcceptEncoding = Offered;
                return new Problem(
                    ProblemKind.UnsupportedMediaType,
                    $"The body has the Content-Encoding '{coding}'; send it without Content-Encoding, or as {Offered}."
                );
        }
    }

    /// <summary>Whether the fault says that the body does not have the coding that its header names.</summary>
    public static bool IsBroken(HttpRequest request, Exception fault) =>
        CodingOf(request).Length > 0 && fault is InvalidDataException or InvalidOperationException;

    /// <summary>The problem of a body that does not have the coding that its header names.</summary>
    public static Problem Broken(HttpRequest request) =>
        Problem.Invalid(
            string.Empty,
            $"The body is not complete {CodingOf(request)}; correct the header Content-Encoding, or the body."
        );

    // The names are compared without letter case. Identity is no coding.
    private static string CodingOf(HttpRequest request)
    {
        var sent = request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant();
        return sent == "identity" ? string.Empty : sent;
    }
}
