using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>A request for a link to sign in, as the message of a queue.</summary>
/// <param name="Id">The id of the link.</param>
/// <param name="Email">The entered address.</param>
/// <param name="BrowserHash">The hash of the secret of the browser that asked.</param>
/// <param name="At">When the browser asked.</param>
public sealed record SignInRequest(string Id, string Email, string BrowserHash, DateTimeOffset At)
{
    /// <summary>The name of the queue.</summary>
    internal const string Queue = "partner-sign-ins";

    /// <summary>The message of the request.</summary>
    internal string ToMessage() => JsonSerializer.Serialize(this, StoredJson.Options);

    /// <summary>The request of a message.</summary>
    internal static SignInRequest Parse(byte[] message) =>
        JsonSerializer.Deserialize<SignInRequest>(message, StoredJson.Options)
        ?? throw new InvalidDataException("The message names no address.");
}
