using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.ConsolePages.SignIn;

/// <summary>Leads the people of the company from the start page to the console, if there is a way to sign in.</summary>
internal sealed class ConsoleStartLink(IOptions<ConsoleOptions> options) : IStartPageLink
{
    public int Order => 2;

    public NextPage? Link =>
        options.Value.IsForPersons || options.Value.IsForKeys
            ? new NextPage("You run a program?", "Open the console", ConsolePaths.Home)
            : null;
}
