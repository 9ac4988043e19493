namespace AffiliateFunctions.Infrastructure.Lists;

/// <summary>The domains of disposable e-mail addresses.</summary>
internal static class DisposableDomains
{
    private static readonly Lazy<HashSet<string>> Exact = new(() => Read(MaintainedLists.DisposableDomains));
    private static readonly Lazy<HashSet<string>> Wildcards = new(() => Read(MaintainedLists.DisposableWildcards));

    /// <summary>
    /// Whether the domain is disposable, itself or as a subdomain of a domain with only disposable subdomains.
    /// </summary>
    /// <param name="domain">A host name, without the local part and the @ of an address.</param>
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
