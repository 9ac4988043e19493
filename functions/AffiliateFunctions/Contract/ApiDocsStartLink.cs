using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Contract;

/// <summary>Leads developers from the start page to the description of the API.</summary>
internal sealed class ApiDocsStartLink : IStartPageLink
{
    public int Order => 3;

    public NextPage Link { get; } = new("You write software?", "Read and try the API", "/api/docs");
}
