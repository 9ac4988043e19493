using Affiliate.Domain.Addresses;

namespace AffiliateFunctions.Onboarding;

/// <summary>Selects the contacts of a partner that get copies of e-mails about money.</summary>
public static class FinanceContacts
{
    /// <summary>The contacts for finance, each mailbox once, without the partner's own.</summary>
    public static IReadOnlyList<PartnerContact> Of(Partner partner) =>
        [
            .. partner
                .Contacts.Where(contact =>
                    contact.Role == ContactRole.Finance && !Mailbox.AreSame(contact.Email, partner.Email)
                )
                .DistinctBy(contact => Mailbox.Of(contact.Email), StringComparer.Ordinal),
        ];
}
