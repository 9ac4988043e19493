using System.IO.Compression;
using System.Text;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>Compresses repetitive texts, such as traces, with Brotli (RFC 7932).</summary>
internal static class CompressedText
{
    public static byte[] Compress(string text)
    {
        using var bytes = new MemoryStream();
        using (var brotli = new BrotliStream(bytes, CompressionLevel.Fastest))
        {
            brotli.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    public static string Expand(byte[] bytes)
    {
        using var brotli = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var reader = new StreamReader(brotli, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
