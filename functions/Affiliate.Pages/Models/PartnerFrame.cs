namespace Affiliate.Pages.Models;

/// <summary>What all pages of a signed-in partner show: the brand, the navigation and the forms to sign out.</summary>
/// <param name="Brand">The program's brand.</param>
/// <param name="Partner">The partner's company.</param>
/// <param name="Sections">The pages of the navigation.</param>
/// <param name="FormToken">The token of the session's forms.</param>
public sealed record PartnerFrame(Brand Brand, string Partner, IReadOnlyList<EntryTab> Sections, string FormToken)
{
    /// <summary>The partner's status, if it is not active; null otherwise.</summary>
    public PartnerNotice? Notice { get; init; }

    /// <summary>Whether the mailbox has further programs.</summary>
    public bool HasOtherPrograms { get; init; }
}

/// <summary>What a partner must know about its status.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Paragraphs">The paragraphs.</param>
public sealed record PartnerNotice(string Title, IReadOnlyList<string> Paragraphs);

/// <summary>The model of a page in a partner's frame.</summary>
public abstract record PartnerPageModel : IBrandedPage
{
    /// <summary>The frame.</summary>
    public required PartnerFrame Frame { get; init; }

    /// <inheritdoc/>
    public Brand? Brand => Frame.Brand;
}
