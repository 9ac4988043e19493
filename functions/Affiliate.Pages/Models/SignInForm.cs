namespace Affiliate.Pages.Models;

/// <summary>The model of the page on which a partner asks for a link to sign in.</summary>
/// <param name="FormToken">The token of the form.</param>
/// <param name="Email">The entered address, or null.</param>
/// <param name="Error">What must be corrected, or null.</param>
public sealed record SignInForm(string FormToken, string? Email, string? Error) : IBrandedPage
{
    /// <inheritdoc/>
    public Brand? Brand { get; init; }
}
