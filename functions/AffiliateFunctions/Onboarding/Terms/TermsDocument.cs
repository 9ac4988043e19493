namespace AffiliateFunctions.Onboarding.Terms;

/// <summary>One version of a program's partner terms. A stored version never changes.</summary>
/// <param name="Version">The version.</param>
/// <param name="Text">The terms as Markdown; null for terms that are published elsewhere.</param>
/// <param name="Url">The https address at which the terms are published; null for terms with a text.</param>
/// <param name="Hash">The SHA-256 of the text in UTF-8, or of the published document, in hexadecimal.</param>
/// <param name="StoredAt">When the version was stored.</param>
public sealed record TermsDocument(string Version, string? Text, string? Url, string Hash, DateTimeOffset StoredAt)
{
    /// <summary>Whether the other document says the same. The time of storage does not count.</summary>
    public bool HasContentOf(TermsDocument other) =>
        (Version, Text, Url, Hash) == (other.Version, other.Text, other.Url, other.Hash);
}
