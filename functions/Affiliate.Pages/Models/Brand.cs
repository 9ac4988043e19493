namespace Affiliate.Pages.Models;

/// <summary>How a program presents itself on its pages and in its e-mails.</summary>
/// <param name="ProgramName">The program's name.</param>
public sealed record Brand(string ProgramName)
{
    /// <summary>The slug of the program, which is not shown; null for the brand of no stored program.</summary>
    public string? Program { get; init; }

    /// <summary>The company's legal name, or null.</summary>
    public string? LegalName { get; init; }

    /// <summary>The company's postal address on one line, or null.</summary>
    public string? Address { get; init; }

    /// <summary>The https address of the company's logo, or null.</summary>
    public string? LogoUrl { get; init; }

    /// <summary>The color of links and buttons; null for the default.</summary>
    public BrandColor? Color { get; init; }

    /// <summary>The lines of the footer: the legal name and the address, as far as they are known.</summary>
    public IEnumerable<string> Footer => new[] { LegalName, Address }.OfType<string>();
}

/// <summary>A page that can have a script.</summary>
public interface IScriptedPage
{
    /// <summary>The source expression of the page's script; null for a page without script.</summary>
    string? ScriptSource { get; }

    /// <summary>Whether the script sends requests to the app.</summary>
    bool IsSendingRequests => false;
}

/// <summary>A page with a stylesheet beside that of the site.</summary>
public interface IStyledPage
{
    /// <summary>The source expression of the stylesheet.</summary>
    string StyleSource { get; }
}

/// <summary>A page that a program presents under its own brand.</summary>
public interface IBrandedPage
{
    /// <summary>The brand; null for a page of no program.</summary>
    Brand? Brand { get; }
}
