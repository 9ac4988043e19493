using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>The result of opening a link for payout details and tax forms, or of entering them.</summary>
/// <param name="Payee">The partner of the link; null for a link that is not genuine.</param>
public abstract record PayeeLinkResult(Payee? Payee)
{
    /// <summary>The link is forged or was altered, or its partner is gone.</summary>
    internal sealed record Invalid() : PayeeLinkResult((Payee?)null);

    /// <summary>The link has expired.</summary>
    internal sealed record Expired(Payee Owner) : PayeeLinkResult(Owner);

    /// <summary>Details or a form were entered since the link was made.</summary>
    internal sealed record Used(Payee Owner) : PayeeLinkResult(Owner);

    /// <summary>The page shows the form. The token was valid when the link was opened.</summary>
    internal sealed record Open(Payee Owner, LinkToken Token) : PayeeLinkResult(Owner);

    /// <summary>The form has mistakes.</summary>
    internal sealed record Refused(Payee Owner, Problem Problem) : PayeeLinkResult(Owner);

    /// <summary>The details or the form are in force.</summary>
    internal sealed record Saved(Payee Owner) : PayeeLinkResult(Owner);

    /// <summary>The details wait for their confirmation.</summary>
    internal sealed record ChangeRequested(Payee Owner, PayoutChange Change) : PayeeLinkResult(Owner);
}
