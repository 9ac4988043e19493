using AffiliateFunctions.Infrastructure.Lists;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>The domains of mail addresses that are made to be thrown away.</summary>
internal static class DisposableDomains
{
    private static readonly Lazy<HashSet<string>> Exact = new(() => Read(MaintainedLists.DisposableDomains));
    private static readonly Lazy<HashSet<string>> Wildcards = new(() => Read(MaintainedLists.DisposableWildcards));

    /// <summary>Whether the domain is one, by itself or because every subdomain of one above it is.</summary>
    /// <param name="domain">A host name, without the part before the @.</param>
    public static bool Contains(string domain)
    {
        var name = domain.Trim().TrimEnd('.');
        if (Exact.Value.Contains(name))
        {
            return true;
        }

        var wildcards = Wildcards.Value.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var rest = name.AsSpan(); ; rest = rest[(rest.IndexOf('.') + 1)..])
        {
            if (wildcards.Contains(rest))
            {
                return true;
            }

            if (!rest.Contains('.'))
            {
                return false;
            }
        }
    }

    private static HashSet<string> Read(string list) =>
        new(MaintainedLists.Read<string[]>(list), StringComparer.OrdinalIgnoreCase);
}
