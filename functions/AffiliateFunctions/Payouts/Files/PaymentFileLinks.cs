using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>
/// The signed links by which finance downloads payment files. A link is for one person and one content of a file.
/// </summary>
public sealed class PaymentFileLinks(LinkTokens tokens, TimeProvider clock)
{
    private const string Purpose = "payment_file";

    // Payments are handed over on the day of the e-mail, and looked up until the results are known.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>The path of a file.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="file">The file.</param>
    /// <param name="recipient">The person who gets the link.</param>
    public string PathFor(StoredCycle cycle, CycleFile file, Person recipient) =>
        "/payment-files/"
        + tokens.Sign(
            new LinkToken(
                Purpose,
                cycle.Program.Value,
                $"{cycle.Period}/{file.Name}",
                recipient.Email,
                file.Sha256,
                clock.GetUtcNow() + Lifetime
            )
        );

    /// <summary>Reads the token of a link.</summary>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text) => tokens.Read(text, Purpose);
}
