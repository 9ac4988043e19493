using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Approvals;

/// <summary>Decides who is signed in, and which decisions need it.</summary>
public sealed class ApprovalSignIns(IOptions<SignInOptions> options)
{
    /// <summary>The identity provider that <see cref="SignInAddress"/> leads to, as the platform names it.</summary>
    public const string Provider = "aad";

    // Addresses of the platform's authentication
    // (https://learn.microsoft.com/en-us/azure/app-service/configure-authentication-customize-sign-in-out).
    private const string SignIn = $"/.auth/login/{Provider}?post_login_redirect_uri=";
    private const string SignOut = "/.auth/logout?post_logout_redirect_uri=";

    /// <summary>
    /// The person whom the platform has signed in; null if there is none, or if the platform's authentication is not
    /// switched on, because then anybody could have sent the header.
    /// </summary>
    public SignedInPerson? PersonOf(HttpRequest request) =>
        options.Value.Trusted && request.Headers[SignedInPerson.Header] is [var header]
            ? SignedInPerson.Read(header)
            : null;

    /// <summary>Whether the decision needs a person who is signed in.</summary>
    internal bool AreRequiredFor(ApprovalRequest request)
    {
        var required = options.Value.Required;
        return required.Contains(request.Kind)
            || (request.IsOfSecondPerson && required.Contains(SignInOptions.SecondPerson));
    }

    /// <summary>
    /// Whether the person may name a deputy, who then decides in the person's name. Where a decision needs a sign-in,
    /// naming the deputy needs the sign-in too: otherwise a reader of the person's e-mails could name itself.
    /// </summary>
    internal bool MayNameDeputy(string person, SignedInPerson? signedIn) =>
        options.Value.Required.Count == 0 || signedIn?.Owns(person) == true;

    /// <summary>The address by which a person signs in and returns to the path.</summary>
    public static string SignInAddress(string path) => SignIn + Uri.EscapeDataString(path);

    /// <summary>The address by which a person signs out and returns to the path.</summary>
    public static string SignOutAddress(string path) => SignOut + Uri.EscapeDataString(path);
}
