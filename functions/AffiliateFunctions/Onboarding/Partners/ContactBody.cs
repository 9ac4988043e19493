using Affiliate.Domain.Addresses;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>A contact as a caller sends it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Role">The role.</param>
public sealed record ContactBody(string? Name = null, string? Email = null, ContactRole? Role = null)
{
    /// <summary>The message for contacts that are not valid.</summary>
    internal const string Sentence =
        "Give at most 10 contacts, each with a name on one line, an e-mail address and a role (finance, marketing, "
        + "technical or owner), and each address once for a role.";

    /// <summary>Whether the contacts are valid; none are.</summary>
    internal static bool Fit(IReadOnlyList<ContactBody>? contacts) =>
        contacts is null
        || (
            contacts.Count <= PartnerContact.MaxContacts
            && contacts.All(contact =>
                PartnerText.Fits(contact.Name) && MailAddressText.IsMailable(contact.Email) && contact.Role is not null
            )
            && contacts.DistinctBy(contact => (Mailbox.Of(contact.Email!), contact.Role)).Count() == contacts.Count
        );

    /// <summary>The contacts to store; null if none were sent.</summary>
    internal static IReadOnlyList<PartnerContact>? Of(IReadOnlyList<ContactBody>? contacts) =>
        contacts is null
            ? null
            :
            [
                .. contacts.Select(contact => new PartnerContact(
                    contact.Name!.Trim(),
                    contact.Email!,
                    contact.Role!.Value
                )),
            ];
}
