using System.Security.Cryptography;
using System.Text;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Spreads names evenly over a few partitions, always the same way.</summary>
public static class Bucket
{
    /// <summary>The number of the name's bucket, from 0.</summary>
    /// <param name="name">The name.</param>
    /// <param name="count">How many buckets there are, 256 at most.</param>
    public static int Of(string name, int count) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % count;
}
