namespace AffiliateFunctions.Approvals;

/// <summary>The result of opening an approval link or deciding by it.</summary>
public abstract record ApprovalLinkResult
{
    /// <summary>The link is forged or was altered, or its content has changed since.</summary>
    internal sealed record Invalid : ApprovalLinkResult;

    /// <summary>The time to decide has passed.</summary>
    internal sealed record Expired : ApprovalLinkResult;

    /// <summary>This person may not decide this.</summary>
    internal sealed record NotAllowed(string Actor) : ApprovalLinkResult;

    /// <summary>The link was sent to a deputy, whose delegation is not in force any more.</summary>
    internal sealed record DeputyEnded(AskedDeputy Deputy) : ApprovalLinkResult;

    /// <summary>The decision needs a person who is signed in with the address that the link was sent to.</summary>
    internal sealed record SignInNeeded(StoredApproval Approval, string Actor, SignedInPerson? Person)
        : ApprovalLinkResult;

    /// <summary>The approval was decided earlier.</summary>
    internal sealed record AlreadyDecided(StoredApproval Approval, string Actor) : ApprovalLinkResult;

    /// <summary>The approval is open: the page shows the form.</summary>
    internal sealed record Undecided(StoredApproval Approval, string Actor, DecisionMistake? Error) : ApprovalLinkResult
    {
        /// <summary>The person for whom the actor decides as a deputy; null for a person who was asked.</summary>
        public AskedDeputy? Deputy { get; init; }

        /// <summary>The actor as the platform has signed it in; null for an actor who is known by the link alone.</summary>
        public SignedInPerson? SignedIn { get; init; }
    }

    /// <summary>The decision is now stored.</summary>
    internal sealed record Decided(StoredApproval Approval, string Actor) : ApprovalLinkResult;
}
