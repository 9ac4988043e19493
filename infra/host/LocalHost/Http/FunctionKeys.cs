using System.Security.Cryptography;
using System.Text;
using LocalHost.Workers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace LocalHost.Http;

/// <summary>
/// The keys of functions, sent in the header <c>x-functions-key</c> or the query parameter <c>code</c>, as on the
/// platform (Azure Functions, "Work with access keys"). The setting <c>LocalFunctionKey</c> contains the keys,
/// separated by commas. They serve as master key too, unless the setting <c>LocalMasterKey</c> names one.
/// </summary>
internal sealed class FunctionKeys
{
    /// <summary>The key if the setting is missing.</summary>
    public const string Default = "local-key";

    private readonly byte[][] _hashes;
    private readonly byte[][] _masterHashes;

    public FunctionKeys(IConfiguration configuration)
    {
        var keys = (configuration["LocalFunctionKey"] is { Length: > 0 } set ? set : Default).Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        First = keys.FirstOrDefault(Default);
        byte[][] functions = [.. keys.Select(HashOf)];
        // The master key opens functions of every level.
        (_hashes, _masterHashes) = configuration["LocalMasterKey"] is { Length: > 0 } master
            ? ([.. functions, HashOf(master)], [HashOf(master)])
            : (functions, functions);
    }

    /// <summary>The first key.</summary>
    public string First { get; }

    /// <summary>Returns the access level of an HTTP trigger; a function key if the trigger does not set it.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>The level.</returns>
    public static AccessLevel LevelOf(FunctionBinding trigger) =>
        Enum.TryParse<AccessLevel>(trigger.Text("authLevel"), ignoreCase: true, out var level)
            ? level
            : AccessLevel.Function;

    /// <summary>Whether a request can call a function of this level.</summary>
    /// <param name="level">The function's level.</param>
    /// <param name="request">The request.</param>
    /// <returns>Whether the function needs no key, or the request has a valid key.</returns>
    public bool Allow(AccessLevel level, HttpRequest request)
    {
        if (level == AccessLevel.Anonymous)
        {
            return true;
        }

        // The platform takes the first value of a repeated header or parameter.
        var key = request.Headers.TryGetValue("x-functions-key", out var header)
            ? header.FirstOrDefault()
            : request.Query["code"].FirstOrDefault();
        return key is { Length: > 0 } && IsOneOf(level == AccessLevel.Admin ? _masterHashes : _hashes, key);
    }

    // Every key is compared, as a hash and in constant time, so that the duration reveals nothing about a key or its
    // length.
    private static bool IsOneOf(byte[][] hashes, string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(key, hash);
        var known = false;
        foreach (var candidate in hashes)
        {
            known |= CryptographicOperations.FixedTimeEquals(candidate, hash);
        }

        return known;
    }

    private static byte[] HashOf(string key)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        Hash(key, hash);
        return hash;
    }

    private static void Hash(string key, Span<byte> hash)
    {
        const int Small = 512;
        var length = Encoding.UTF8.GetByteCount(key);
        var bytes = length <= Small ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(key, bytes);
        SHA256.HashData(bytes, hash);
    }
}

/// <summary>The access level of an HTTP function (Azure Functions, "HTTP trigger: authorization level").</summary>
internal enum AccessLevel
{
    /// <summary>No key is needed.</summary>
    Anonymous,

    /// <summary>A function key is needed.</summary>
    Function,

    /// <summary>The master key is needed.</summary>
    Admin,
}
