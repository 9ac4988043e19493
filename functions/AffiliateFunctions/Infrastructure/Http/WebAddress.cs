namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Checks web addresses that callers send.</summary>
public static class WebAddress
{
    /// <summary>
    /// Whether the text is an absolute http or https address without credentials and invisible characters.
    /// </summary>
    public static bool IsSite(string? text) =>
        text is { Length: <= 2000 }
        && !LineText.HasInvisible(text)
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.UserInfo.Length == 0
        && uri.Host.Length > 0;

    /// <summary>Whether the text is an absolute https address without credentials.</summary>
    public static bool IsSecureSite(string? text) => IsSite(text) && new Uri(text!).Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether the text is an origin: scheme, host and port.</summary>
    public static bool IsOrigin(string? text) =>
        IsSite(text)
        && new Uri(text!)
            .GetLeftPart(UriPartial.Authority)
            .Equals(text!.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Returns the host, and the port unless it is the default one, of a text that is a host or the address of a page;
    /// null for any other text.
    /// </summary>
    public static string? HostOf(string? text) =>
        IsHost(text) ? text
        : IsSite(text) ? new Uri(text!).Authority
        : null;

    /// <summary>Whether the text is a host name, with or without a port.</summary>
    public static bool IsHost(string? text) =>
        !string.IsNullOrEmpty(text)
        && IsSite($"https://{text}/")
        && new Uri($"https://{text}/").Authority.Equals(text, StringComparison.OrdinalIgnoreCase);
}
