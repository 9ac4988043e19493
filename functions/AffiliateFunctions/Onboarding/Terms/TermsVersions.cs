using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Terms;

/// <summary>Finds the versions of a program's terms that partners read and accept.</summary>
public sealed class TermsVersions(TermsStore store, TimeProvider clock)
{
    /// <summary>The form of a version, for error messages.</summary>
    public const string Form = "1 to 50 letters, digits, dots, hyphens and underscores, such as 2026-11";

    /// <summary>Whether the text is a version that can be stored.</summary>
    public static bool IsVersion(string? text) =>
        text is { Length: >= 1 and <= 50 }
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
        && char.IsAsciiLetterOrDigit(text[0]);

    /// <summary>
    /// The version in force: the version that the rule book names, otherwise the latest stored version, otherwise an
    /// empty text. Without a version in force any version is accepted.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="named">The version that the rule book in force names, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<string> InForceAsync(ProgramSlug program, string? named, CancellationToken cancellationToken) =>
        named is { Length: > 0 } ? named
        : await store.ListAsync(program, cancellationToken) is [var latest, ..] ? latest.Version
        : string.Empty;

    /// <summary>
    /// The acceptance of a version, or a problem for a version that the program has not stored. A program that stores
    /// no terms accepts any version.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="version">The accepted version.</param>
    /// <param name="acceptedBy">The e-mail address of the person who accepted, or null when nobody is known.</param>
    /// <param name="from">The network address of the person who accepted, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<PartnerTerms>> AcceptAsync(
        ProgramSlug program,
        string version,
        string? acceptedBy,
        string? from,
        CancellationToken cancellationToken
    )
    {
        var accepted = await store.FindAsync(program, version, cancellationToken);
        IReadOnlyList<TermsDocument> others = accepted is null ? await store.ListAsync(program, cancellationToken) : [];
        return others.Count > 0
            ? Problem.Invalid(
                "/terms_version",
                "The program has no terms of this version. Give one of "
                    + $"{string.Join(", ", others.Select(document => document.Version))}."
            )
            : new PartnerTerms(version, clock.GetUtcNow())
            {
                Hash = accepted?.Hash,
                AcceptedBy = acceptedBy,
                AcceptedFrom = from,
            };
    }
}
