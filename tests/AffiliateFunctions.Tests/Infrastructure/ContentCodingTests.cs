using System.IO.Compression;
using System.Text;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>Bodies that were compressed on their way.</summary>
public sealed class ContentCodingTests
{
    private const int Limit = 1000;

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"events": []}""");

    [Theory]
    [InlineData("gzip")]
    [InlineData("X-Gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    [InlineData(null)]
    public async Task A_body_is_read_without_its_coding(string? coding) =>
        Assert.Equal(Body, (await ReadAsync(coding, Coded(coding, Body))).Value);

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, br")]
    public async Task Another_coding_is_refused_with_those_that_are_known(string coding)
    {
        var request = RequestOf(coding, Body);
        var problem = (await request.ReadBytesAsync(Limit, default)).Problem!;
        Assert.Equal(ProblemKind.UnsupportedMediaType, problem.Kind);
        Assert.Contains($"Content-Encoding '{coding}'", problem.Detail, StringComparison.Ordinal);
        Assert.Equal("gzip, br, deflate", request.HttpContext.Response.Headers.AcceptEncoding);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_has_another_coding_than_its_header_says_is_invalid(string coding) =>
        Assert.Equal(ProblemKind.Invalid, (await ReadAsync(coding, Body)).Problem!.Kind);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task The_limit_is_that_of_the_decompressed_bytes(string coding)
    {
        var bomb = Coded(coding, new byte[10 * 1024 * 1024]);
        Assert.Equal(ProblemKind.TooLarge, (await ReadAsync(coding, bomb)).Problem!.Kind);
        Assert.True((await ReadAsync(coding, Coded(coding, new byte[Limit]))).Succeeded);
    }

    private static Task<Result<byte[]>> ReadAsync(string? coding, byte[] body) =>
        RequestOf(coding, body).ReadBytesAsync(Limit, default);

    private static HttpRequest RequestOf(string? coding, byte[] body)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(body);
        request.Headers.ContentEncoding = coding;
        return request;
    }

    private static byte[] Coded(string? coding, byte[] body)
    {
        var coded = new MemoryStream();
        using (Stream? coder = CoderOf(coding?.ToLowerInvariant(), coded))
        {
            (coder ?? coded).Write(body);
        }

        return coded.ToArray();
    }

    private static Stream? CoderOf(string? coding, Stream coded) =>
        coding switch
        {
            "gzip" or "x-gzip" => new GZipStream(coded, CompressionMode.Compress, leaveOpen: true),
            "br" => new BrotliStream(coded, CompressionMode.Compress, leaveOpen: true),
            "deflate" => new ZLibStream(coded, CompressionMode.Compress, leaveOpen: true),
            _ => null,
        };
}
