using AffiliateFunctions.Payouts.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>The response with a payment file, for callers with the key and for persons with a link.</summary>
internal static class PaymentFileDownload
{
    // RFC 9530, section 3: the digest of the file, in Base64.
    private const string DigestHeader = "Repr-Digest";

    /// <summary>Sends the file part by part, with its name, media type, ETag and digest.</summary>
    public static IResult Download(this PaymentFileStore files, StoredCycle cycle, CycleFile file, HttpContext http)
    {
        var digest = Convert.ToBase64String(Convert.FromHexString(file.Sha256));
        http.Response.Headers[DigestHeader] = $"sha-256=:{digest}:";
        return Results.Stream(
            async body =>
            {
                await foreach (var part in files.ReadAsync(cycle, file, http.RequestAborted))
                {
                    await body.WriteAsync(part, http.RequestAborted);
                }
            },
            PaymentFileNames.MediaTypeOf(file.Name),
            file.Name,
            entityTag: new EntityTagHeaderValue($"\"{file.Sha256}\"")
        );
    }
}
