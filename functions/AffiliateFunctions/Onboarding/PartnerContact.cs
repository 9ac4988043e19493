namespace AffiliateFunctions.Onboarding;

/// <summary>A person at a partner's company, beside the person whose address the partner has.</summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address. It identifies no partner: neither a look-up nor a screen uses it.</param>
/// <param name="Role">What the person is asked and told about.</param>
public sealed record PartnerContact(string Name, string Email, ContactRole Role)
{
    /// <summary>The largest number of contacts of a partner.</summary>
    public const int MaxContacts = 10;
}

/// <summary>What a contact is responsible for.</summary>
public enum ContactRole
{
    /// <summary>Statements and payouts.</summary>
    Finance,

    /// <summary>Links, coupons and campaigns.</summary>
    Marketing,

    /// <summary>The integration.</summary>
    Technical,

    /// <summary>The partnership.</summary>
    Owner,
}
