using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Onboarding.Terms;

/// <summary>One version of a program's partner terms, as the API returns it.</summary>
/// <param name="Version">The version.</param>
/// <param name="Hash">The SHA-256 of the terms, in hexadecimal.</param>
/// <param name="Text">The terms as Markdown, or null.</param>
/// <param name="Url">The address at which the terms are published, or null.</param>
/// <param name="StoredAt">When the version was stored.</param>
/// <param name="InForce">Whether new partners accept this version.</param>
/// <param name="Page">The address of the page that shows the terms.</param>
[ResponseExample(
    """
        {
          "version": "2026-11",
          "hash": "93a5dc9b3c9d3c5d1f7b9c0b6e3e0f3c2a6d0a1f5e8b7c4d9a2b1c0d3e4f5a6b",
          "text": "# Partner terms\n\nYou recommend our product, and we pay you a commission.",
          "stored_at": "2026-11-01T08:00:00+00:00",
          "in_force": true,
          "page": "https://partners.example.com/terms/acme/2026-11"
        }
        """
)]
internal sealed record TermsAnswer(
    string Version,
    string Hash,
    string? Text,
    string? Url,
    DateTimeOffset StoredAt,
    bool InForce,
    string Page
);
