using System.Collections.Frozen;

namespace Affiliate.Domain.Addresses;

/// <summary>The domains of e-mail addresses.</summary>
public static class EmailDomains
{
    // Providers that give addresses to anyone. A shared provider does not mean that two addresses belong together.
    private static readonly FrozenSet<string> FreeMail = new[]
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "hotmail.co.uk",
        "hotmail.de",
        "hotmail.fr",
        "hotmail.it",
        "hotmail.es",
        "outlook.de",
        "outlook.fr",
        "outlook.es",
        "outlook.it",
        "live.nl",
        "live.fr",
        "live.de",
        "live.co.uk",
        "yahoo.com",
        "yahoo.co.uk",
        "yahoo.fr",
        "yahoo.de",
        "yahoo.es",
        "yahoo.it",
        "yahoo.co.jp",
        "yahoo.co.in",
        "yahoo.com.br",
        "ymail.com",
        "rocketmail.com",
        "aol.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "gmx.at",
        "gmx.ch",
        "web.de",
        "t-online.de",
        "freenet.de",
        "mail.com",
        "mail.ru",
        "yandex.ru",
        "yandex.com",
        "bk.ru",
        "inbox.ru",
        "list.ru",
        "rambler.ru",
        "zoho.com",
        "zohomail.com",
        "fastmail.com",
        "hey.com",
        "tutanota.com",
        "tuta.com",
        "qq.com",
        "163.com",
        "126.com",
        "sina.com",
        "foxmail.com",
        "naver.com",
        "daum.net",
        "hanmail.net",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "laposte.net",
        "sfr.fr",
        "libero.it",
        "virgilio.it",
        "alice.it",
        "tin.it",
        "seznam.cz",
        "wp.pl",
        "o2.pl",
        "onet.pl",
        "interia.pl",
        "uol.com.br",
        "bol.com.br",
        "terra.com.br",
        "ig.com.br",
        "rediffmail.com",
        "comcast.net",
        "verizon.net",
        "att.net",
        "sbcglobal.net",
        "cox.net",
        "charter.net",
        "bellsouth.net",
        "btinternet.com",
        "sky.com",
        "talktalk.net",
        "virginmedia.com",
        "shaw.ca",
        "rogers.com",
        "sympatico.ca",
        "bigpond.com",
        "optusnet.com.au",
        "telstra.com",
        "xtra.co.nz",
        "ziggo.nl",
        "kpnmail.nl",
        "telenet.be",
        "skynet.be",
        "bluewin.ch",
        "hushmail.com",
        "mailbox.org",
        "posteo.de",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Returns the domain of an address in lower case, or null.</summary>
    public static string? Of(string? email)
    {
        var at = email?.LastIndexOf('@') ?? -1;
        return at < 1 || at == email!.Length - 1 ? null : email[(at + 1)..].Trim().ToLowerInvariant();
    }

    /// <summary>Whether anyone can get an address at this domain.</summary>
    /// <param name="domain">A registrable domain in lower case.</param>
    public static bool IsFreeMail(string domain) => FreeMail.Contains(domain);

    /// <summary>
    /// Whether an address and a partner's address belong together, because they share a mailbox or a company.
    /// </summary>
    /// <param name="address">The address, or null.</param>
    /// <param name="domain">The domain of the address, or null. The domain may be known without the address.</param>
    /// <param name="partner">The partner's e-mail address.</param>
    public static bool AreTogether(string? address, string? domain, string partner) =>
        Mailbox.AreSame(address, partner) || (domain is not null && CompanyDomain.AreSame(domain, Of(partner)));
}
