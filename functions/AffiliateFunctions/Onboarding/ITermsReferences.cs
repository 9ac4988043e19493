using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding;

/// <summary>Lists the versions of programs' partner terms, for other features.</summary>
public interface ITermsReferences
{
    /// <summary>The versions of a program, the latest first.</summary>
    Task<IReadOnlyList<TermsReference>> ListAsync(ProgramSlug program, CancellationToken cancellationToken);
}

/// <summary>A version of the partner terms.</summary>
/// <param name="Version">The version.</param>
/// <param name="StoredAt">When it was stored.</param>
/// <param name="Path">The path of the page that shows the terms.</param>
public sealed record TermsReference(string Version, DateTimeOffset StoredAt, string Path);
