using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.ConsolePages.Trail;

/// <summary>What a page of the audit log shows.</summary>
/// <param name="Records">The records, the newest first.</param>
/// <param name="Partners">The partners that records are about.</param>
/// <param name="Subject">The chosen subject, or an empty text.</param>
/// <param name="Verified">The result of a verification, or null.</param>
/// <param name="Next">The number before which the next page begins; null on the last page.</param>
internal sealed record AuditPage(
    IReadOnlyList<AuditRecord> Records,
    IReadOnlyDictionary<PartnerId, Partner> Partners,
    string Subject,
    ChainVerification? Verified,
    long? Next
);
