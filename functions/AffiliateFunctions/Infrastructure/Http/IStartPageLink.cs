using Affiliate.Pages.Models;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>A link of the start page, which a feature adds.</summary>
public interface IStartPageLink
{
    /// <summary>The place among the links; the lowest comes first.</summary>
    int Order { get; }

    /// <summary>The link; null while the feature is switched off.</summary>
    NextPage? Link { get; }
}
