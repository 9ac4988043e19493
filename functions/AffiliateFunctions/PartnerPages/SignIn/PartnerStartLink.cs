using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>Leads partners from the start page to their own pages.</summary>
internal sealed class PartnerStartLink : IStartPageLink
{
    public int Order => 1;

    public NextPage Link { get; } = new("You are a partner?", "Sign in to your page", SignInPages.Path);
}
