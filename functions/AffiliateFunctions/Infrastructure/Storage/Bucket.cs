using System.Security.Cryptography;
using System.Text;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Distributes names evenly and deterministically over a few partitions.</summary>
public static class Bucket
{
    /// <summary>Returns the number of the name's bucket, from 0.</summary>
    /// <param name="name">The name.</param>
    /// <param name="count">The number of buckets, at most 256.</param>
    public static int Of(string name, int count) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % count;
}
