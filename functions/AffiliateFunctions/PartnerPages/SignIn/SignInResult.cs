namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>The state of a link to sign in.</summary>
public enum SignInResult
{
    /// <summary>The link signs this browser in.</summary>
    Open,

    /// <summary>The link was altered, is incomplete, or no longer known.</summary>
    Invalid,

    /// <summary>The link has expired.</summary>
    Expired,

    /// <summary>The link has opened a session.</summary>
    Used,

    /// <summary>Another browser has asked for the link.</summary>
    OtherBrowser,
}
